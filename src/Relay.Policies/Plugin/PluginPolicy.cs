using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>
/// Lets a program decide on events, by the protocol of strfry's plugins: JSON lines on its standard input and output. Unlike strfry, it
/// sends many questions at once, so that a slow one does not delay the others. If the options say so, the program decides on filters, too.
/// </summary>
public sealed class PluginPolicy : INonBlockingHook, IRejectEventHook, IRejectFilterHook, IRejectCountFilterHook, IAsyncDisposable
{
    /// <summary>What a question is answered with that the program leaves without an answer, unless it is then accepted.</summary>
    internal static readonly Verdict Unanswered = Verdict.Error("this relay's policy gives no answer; try again later");

    readonly PluginHost _host;
    readonly PluginMetrics _metrics;
    readonly TimeProvider _time;
    readonly bool _reads;
    readonly int _maxEventBytes;
    readonly Verdict _tooLarge;

    // Filters have no id. These look like ids of events, but nobody can guess them.
    readonly byte[] _idPrefix = RandomNumberGenerator.GetBytes(Bytes32.Size - sizeof(long));
    long _lastId;

    /// <summary>Starts the program. If that fails, it tries again later.</summary>
    public PluginPolicy(PluginOptions options, TimeProvider time, ILogger<PluginPolicy> logger, RelayMetrics metrics)
    {
        if (options.Command is null)
            throw new ArgumentException("a plugin needs a command", nameof(options));
        _time = time;
        _reads = options.Reads;
        _maxEventBytes = options.MaxEventBytes;
        _tooLarge = Verdict.Invalid(string.Create(
            CultureInfo.InvariantCulture, $"the event is longer than {_maxEventBytes} bytes, the most that this relay's policy reads"));
        _metrics = new PluginMetrics(metrics);
        _host = new PluginHost(options, time, logger, _metrics);
    }

    /// <inheritdoc/>
    public ValueTask<Verdict> RejectEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel)
    {
        if (EventJson.Length(e.View) <= _maxEventBytes)
            return _host.AskAsync(new PluginQuestion(e.Id, PluginSubject.Event, e, null, client, Now), cancel);
        _metrics.Decided(PluginOutcome.TooLarge);
        return new(_tooLarge);
    }

    /// <inheritdoc/>
    public ValueTask<Verdict> RejectFilterAsync(ClientContext client, Filter filter, CancellationToken cancel) =>
        AskAsync(PluginSubject.Req, client, filter, cancel);

    /// <inheritdoc/>
    public ValueTask<Verdict> RejectCountFilterAsync(ClientContext client, Filter filter, CancellationToken cancel) =>
        AskAsync(PluginSubject.Count, client, filter, cancel);

    /// <summary>Ends the program, within some seconds.</summary>
    public ValueTask DisposeAsync() => _host.DisposeAsync();

    long Now => _time.GetUtcNow().ToUnixTimeSeconds();

    ValueTask<Verdict> AskAsync(PluginSubject subject, ClientContext client, Filter filter, CancellationToken cancel) =>
        _reads ? _host.AskAsync(new PluginQuestion(NextId(), subject, null, filter, client, Now), cancel) : default;

    Bytes32 NextId()
    {
        Span<byte> id = stackalloc byte[Bytes32.Size];
        _idPrefix.CopyTo(id);
        BinaryPrimitives.WriteInt64BigEndian(id[_idPrefix.Length..], Interlocked.Increment(ref _lastId));
        return new Bytes32(id);
    }
}
