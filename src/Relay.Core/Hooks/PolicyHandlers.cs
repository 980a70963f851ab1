using Microsoft.Extensions.DependencyInjection;

namespace Relay.Core;

/// <summary>
/// All policies of a relay, in the order in which they are asked. The container owns this object, which disposes of the policies.
/// </summary>
sealed class PolicyHandlers(IReadOnlyList<object> all) : IAsyncDisposable
{
    readonly Lock _gate = new();
    Task? _disposing;

    /// <summary>Each implements one hook or more.</summary>
    public IReadOnlyList<object> All => all;

    /// <summary>Makes the policies that were added to <see cref="RelayBuilder"/>.</summary>
    public static PolicyHandlers Create(IServiceProvider services) =>
        new([.. services.GetServices<PolicyRegistration>().SelectMany(registration => registration.Create(services))]);

    /// <summary>
    /// Disposes of all policies at the same time, once. An error of one does not keep the others from it, and is thrown at the end.
    /// </summary>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
            return new(_disposing ??= Task.WhenAll(all.Select(DisposeAsync).ToList()));
    }

    static async Task DisposeAsync(object policy)
    {
        await Task.Yield();
        if (policy is IAsyncDisposable asynchronous)
            await asynchronous.DisposeAsync();
        else
            (policy as IDisposable)?.Dispose();
    }
}
