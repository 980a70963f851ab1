using Microsoft.Extensions.Logging;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>
/// Accepts events of keys that the seeds follow, directly or over some steps. The web is made from the stored follow lists when the first
/// event is judged, and made again as lists change; until then the previous web decides. Events of other keys are refused, or accepted
/// under conditions (<see cref="OutsidersOptions"/>).
/// </summary>
public sealed class WebOfTrustPolicy
    : INonBlockingHook, IRejectEventHook, IEventSavedHook, IEventDeletedHook, IFollowsFiles, IAsyncDisposable
{
    // The most authors in one filter: more would make the store hold too many lists at once.
    const int AuthorsAtOnce = 1_000;

    static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    static readonly Verdict Refusal = Verdict.Blocked("this relay's web of trust does not reach the author");

    readonly WebOfTrustOptions _options;
    readonly Func<RelayEngine> _engine;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly FollowGraph _graph;
    readonly KeyList _alsoTrusted;
    readonly Outsiders? _outsiders;
    readonly Lazy<Task> _loaded;
    readonly CancellationTokenSource _stop = new();
    readonly Lock _gate = new();

    // The gate guards these: what has changed since the web was last made, and whether it is being made.
    readonly HashSet<Bytes32> _changed = [];
    bool _isReloadDue;
    bool _isScheduled;
    bool _isMaking;
    Task _making = Task.CompletedTask;

    ITimer? _update;
    ITimer? _reload;
    HashSet<Bytes32>? _trusted;
    bool _wasFull;

    /// <summary>
    /// Creates a web that reads its lists from the engine, which need not exist before the first event is judged. Throws an
    /// <see cref="OptionsException"/> that says what is wrong with a file of keys.
    /// </summary>
    public WebOfTrustPolicy(WebOfTrustOptions options, Func<RelayEngine> engine, TimeProvider time, ILogger<WebOfTrustPolicy> logger)
    {
        _options = options;
        _engine = engine;
        _time = time;
        _logger = logger;
        _graph = new FollowGraph(options);
        _alsoTrusted = new KeyList("Relay:Policies:WebOfTrust:Trusted", options.Trusted, options.TrustedFiles, time, logger);
        _outsiders = options.Outsiders.IsOn ? new Outsiders(options.Outsiders, time) : null;
        _loaded = new Lazy<Task>(LoadAsync);
    }

    /// <summary>The number of keys that the web reaches now.</summary>
    public int TrustedKeys => Volatile.Read(ref _trusted)?.Count ?? 0;

    /// <summary>The number of lists that have changed since the web was last made, without those that cannot matter.</summary>
    internal int ChangedLists
    {
        get
        {
            lock (_gate)
                return _changed.Count;
        }
    }

    /// <inheritdoc/>
    public ValueTask<Verdict> RejectEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel)
    {
        if (_options.ExemptKinds.Contains(e.Kind) || _alsoTrusted.Contains(e.PublicKey))
            return new(Verdict.Accept);
        return _loaded is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }
            ? JudgeAsync(client, e, cancel)
            : JudgeLaterAsync(client, e, cancel);
    }

    /// <inheritdoc/>
    public ValueTask OnEventSavedAsync(ClientContext client, NostrEvent e, CancellationToken cancel)
    {
        Note(e);
        return default;
    }

    /// <inheritdoc/>
    public ValueTask OnEventDeletedAsync(NostrEvent e, CancellationToken cancel)
    {
        Note(e);
        return default;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _alsoTrusted.Dispose();
        await _stop.CancelAsync();
        Task making;
        lock (_gate)
        {
            _update?.Dispose();
            _reload?.Dispose();
            making = _making;
        }
        await making;
    }

    void IFollowsFiles.ReadFilesAgain() => _alsoTrusted.ReadAgain();

    async ValueTask<Verdict> JudgeLaterAsync(ClientContext client, NostrEvent e, CancellationToken cancel)
    {
        await _loaded.Value.WaitAsync(cancel);
        return await JudgeAsync(client, e, cancel);
    }

    ValueTask<Verdict> JudgeAsync(ClientContext client, NostrEvent e, CancellationToken cancel)
    {
        var trusted = Volatile.Read(ref _trusted);
        if (trusted is null)
            return new(Verdict.Error("the web of trust is not known yet"));
        if (trusted.Contains(e.PublicKey) || NamesTrusted(e, trusted))
            return new(Verdict.Accept);
        return _outsiders?.JudgeAsync(client, e, cancel) ?? new(Refusal);
    }

    bool NamesTrusted(NostrEvent e, HashSet<Bytes32> trusted)
    {
        if (!_options.AllowTagging || !_options.TaggingKinds.Contains(e.Kind))
            return false;
        foreach (var tag in e.Tags)
        {
            if (tag.TryReadRecipient(out var key) && (trusted.Contains(key) || _alsoTrusted.Contains(key)))
                return true;
        }
        return false;
    }

    Task LoadAsync()
    {
        lock (_gate)
        {
            // After the end nobody would dispose of a new timer.
            if (_stop.IsCancellationRequested)
                return _making;
            _reload = _time.CreateTimer(
                static web => ((WebOfTrustPolicy)web!).Reload(TimeSpan.Zero), this,
                TimeSpan.FromMinutes(_options.ReloadMinutes), TimeSpan.FromMinutes(_options.ReloadMinutes));
            _update = _time.CreateTimer(
                static web => ((WebOfTrustPolicy)web!).Make(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return _making = MakeAsync(_making);
        }
    }

    void Note(NostrEvent e)
    {
        if (e.Kind != Kind.FollowList)
            return;
        lock (_gate)
        {
            // Before the web is first made, no list was read yet.
            if (_update is null)
                return;
            // The list of an untrusted key is not read, unless the web that is being made reaches the key.
            if (!_isMaking && _trusted?.Contains(e.PublicKey) == false)
                return;
            _changed.Add(e.PublicKey);
            Schedule(TimeSpan.FromSeconds(_options.UpdateSeconds));
        }
    }

    void Reload(TimeSpan after)
    {
        lock (_gate)
        {
            _isReloadDue = true;
            Schedule(after);
        }
    }

    void Schedule(TimeSpan after)
    {
        if (_isScheduled || _stop.IsCancellationRequested)
            return;
        _isScheduled = true;
        _update!.Change(after, Timeout.InfiniteTimeSpan);
    }

    void Make()
    {
        lock (_gate)
        {
            _isScheduled = false;
            if (!_stop.IsCancellationRequested)
                _making = MakeAsync(_making);
        }
    }

    /// <summary>Makes the web again, after an earlier run has ended. Never throws.</summary>
    async Task MakeAsync(Task earlier)
    {
        await earlier.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            if (!ForgetChanged())
                return;
            var trusted = await _graph.CollectAsync(ReadListsAsync);
            Volatile.Write(ref _trusted, trusted);
            _logger.WebOfTrustMade(trusted.Count);
            if (_graph.IsFull && !_wasFull)
                _logger.WebOfTrustFull(_graph.Keys, _graph.Follows);
            _wasFull = _graph.IsFull;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
        catch (Exception exception)
        {
            _logger.WebOfTrustFailed(exception);
            Reload(RetryAfter);
        }
        finally
        {
            lock (_gate)
                _isMaking = false;
        }
    }

    /// <summary>Forgets the lists that may have changed. False if none of them matters.</summary>
    bool ForgetChanged()
    {
        lock (_gate)
        {
            var any = _trusted is null || _isReloadDue;
            if (_isReloadDue)
                _graph.Clear();
            foreach (var key in _changed)
                any |= _graph.Forget(key);
            _changed.Clear();
            _isReloadDue = false;
            _isMaking = any;
            return any;
        }
    }

    async ValueTask ReadListsAsync(IReadOnlyList<Bytes32> keys, IEventSink lists)
    {
        foreach (var authors in keys.Chunk(AuthorsAtOnce))
            await _engine().QueryAsync([new Filter { Kinds = [Kind.FollowList], Authors = [.. authors] }], lists, _stop.Token);
    }
}
