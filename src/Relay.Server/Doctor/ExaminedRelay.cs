using Relay.Core;
using Relay.Policies;

namespace Relay.Server;

/// <summary>
/// What the checks look at. What several of them ask is asked once. Properties throw an <see cref="OptionsException"/> if the settings that
/// they need have mistakes.
/// </summary>
sealed class ExaminedRelay
{
    readonly ReadConfiguration _read;
    readonly Lazy<Task<RunningRelay?>> _running;
    readonly Lazy<Task<StoreFacts?>> _contents;
    readonly Lazy<Task<PublicAnswer?>> _answer;

    public ExaminedRelay(ReadConfiguration read, Uri? clock, CancellationToken cancel)
    {
        _read = read;
        Clock = clock;
        _running = new(() => Folder is { } folder ? RunningRelay.FindAsync(folder, cancel) : Task.FromResult<RunningRelay?>(null));
        _contents = new(() => Task.Run(() => Describe(Store, cancel), cancel));
        _answer = new(() => Task.Run(() => AskAsync(cancel), cancel));
    }

    /// <summary>The web server whose clock <c>--clock-url</c> names.</summary>
    public Uri? Clock { get; }

    /// <summary>The settings file; null if there is none.</summary>
    public string? File => _read.File;

    public ProgramConfiguration Configuration => _read.Configuration ?? throw new OptionsException(_read.Problems);

    public RelayOptions Relay => Configuration.Options.Get<RelayOptions>();

    public PoliciesOptions Policies => Configuration.Options.Get<PoliciesOptions>();

    public StoreSettings Store => Configuration.Store;

    /// <summary>The whole path of the store's folder; null if it has none.</summary>
    public string? Folder => Store.Folder;

    /// <summary>The relay that runs on the store; null if no process owns the store.</summary>
    public Task<RunningRelay?> RunningAsync() => _running.Value;

    /// <summary>The contents of the store; null if there is no store yet, or if only its owner can read it.</summary>
    public Task<StoreFacts?> ContentsAsync() => _contents.Value;

    /// <summary>What came from <c>Relay:PublicUrl</c>; null if it is not set.</summary>
    public Task<PublicAnswer?> AnswerAsync() => _answer.Value;

    /// <summary>All mistakes in the settings, one a line.</summary>
    public IReadOnlyList<string> FindMistakes() => _read.FindMistakes();

    async Task<PublicAnswer?> AskAsync(CancellationToken cancel) =>
        await PublicQuestion.AskAsync(Relay, await RunningAsync(), cancel);

    static StoreFacts? Describe(StoreSettings settings, CancellationToken cancel)
    {
        if (!settings.IsThere())
            return null;
        using var store = settings.OpenReader();
        return store?.Describe(cancel);
    }
}
