using Microsoft.Extensions.DependencyInjection;

namespace Relay.Core;

/// <summary>All policies of a relay, in the order in which they are asked. Belongs to the container and disposes of them.</summary>
sealed class PolicyHandlers(IReadOnlyList<object> all) : IAsyncDisposable
{
    readonly Lock _gate = new();
    Task? _disposing;

    /// <summary>Each implements one hook or more.</summary>
    public IReadOnlyList<object> All => all;

    /// <summary>Makes what was added to <see cref="RelayBuilder"/>.</summary>
    public static PolicyHandlers Create(IServiceProvider services) =>
        new([.. services.GetServices<PolicyRegistration>().SelectMany(registration => registration.Create(services))]);

    /// <summary>Disposes of all side by side, once, whatever one of them throws, which is thrown at the end.</summary>
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
