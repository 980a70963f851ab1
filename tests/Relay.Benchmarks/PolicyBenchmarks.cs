using System.Net;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core;
using Relay.Nostr;
using Relay.Policies;

namespace Relay.Benchmarks;

/// <summary>The cost that each policy adds to an event that it accepts. The plugin's cost is that of its process: see the README.</summary>
[MemoryDiagnoser]
public class PolicyBenchmarks
{
    static readonly ClientContext Client = new() { Id = 1, RemoteAddress = IPAddress.Parse("198.51.100.1") };

    static readonly RelayEngine Engine = new(
        new HookPipeline(new InMemoryStore(TimeProvider.System)), new RelayOptions(), TimeProvider.System, NullLoggerFactory.Instance,
        new RelayMetrics());

    static readonly Dictionary<string, Func<IRejectEventHook>> Policies = new()
    {
        ["Kinds"] = static () => new KindsPolicy(new KindsOptions { Denied = KindSet.Of(4) }),
        ["CreatedAt"] = static () => new CreatedAtPolicy(
            new CreatedAtOptions { Rules = [new CreatedAtRule { MaxSecondsAgo = 2_000_000_000 }] }, TimeProvider.System),
        ["Authors"] = static () => new AuthorsPolicy(
            new AuthorsOptions { Allowed = [NostrSamples.Note.PublicKey.ToString()] }, TimeProvider.System, NullLogger.Instance),
        ["ProofOfWork"] = static () => new ProofOfWorkPolicy(new ProofOfWorkOptions()),
        ["EventSize"] = static () => new EventSizePolicy(new EventSizeOptions
        {
            Rules = [new EventSizeRule { MaxBytes = 65_536, MaxContentCharacters = 10_000, MaxTags = 100, MaxTagValueBytes = 1_024 }],
        }),
        ["TagCounts"] = static () => new TagCountsPolicy(new TagCountsOptions
        {
            Rules = [new TagCountRule { Tag = "t", Max = 20 }, new TagCountRule { Tag = "p", Max = 100 }],
        }),
        ["MentionFlood"] = static () => new MentionFloodPolicy(new MentionFloodOptions { MaxMentions = 20 }),
        ["Base64Media"] = static () => new Base64MediaPolicy(),
        ["UnprefixedReferences"] = static () => new UnprefixedReferencesPolicy(new UnprefixedReferencesOptions { Enabled = true }),
        ["Words"] = Words,
        ["DuplicateText"] = static () => new DuplicateTextPolicy(new DuplicateTextOptions { MaxCopies = 1_000_000 }, TimeProvider.System),
        ["WebOfTrust"] = static () => new WebOfTrustPolicy(
            new WebOfTrustOptions { Seeds = [NostrSamples.Note.PublicKey.ToString()] }, static () => Engine, TimeProvider.System,
            NullLogger<WebOfTrustPolicy>.Instance),
        ["RateLimits"] = static () => new RateLimitsPolicy(new RateLimitsOptions
        {
            Rules = [new RateLimitRule { Of = RateLimitSubject.Events, By = RateLimitOwner.Key, Count = 1_000_000_000, Seconds = 1 }],
        }, TimeProvider.System),
        ["NewKeys"] = static () =>
        {
            var policy = new NewKeysPolicy(new NewKeysOptions { MaxPerAddress = 1 }, static () => Engine, TimeProvider.System);
            // The key is known, as nearly all keys are.
            policy.OnEventSavedAsync(Client, NostrSamples.Note, CancellationToken.None).AsTask().GetAwaiter().GetResult();
            return policy;
        },
    };

    IRejectEventHook _policy = null!;

    public static IEnumerable<string> Names => Policies.Keys;

    [ParamsSource(nameof(Names))]
    public string Policy { get; set; } = "";

    [GlobalSetup]
    public async Task Setup()
    {
        _policy = Policies[Policy]();
        await _policy.RejectEventAsync(Client, NostrSamples.Note, CancellationToken.None);
    }

    [GlobalCleanup]
    public void Cleanup() => (_policy as IDisposable)?.Dispose();

    [Benchmark]
    public bool Judge()
    {
        var verdict = _policy.RejectEventAsync(Client, NostrSamples.Note, CancellationToken.None);
        return verdict.IsCompletedSuccessfully && !verdict.Result.IsRefused;
    }

    /// <summary>1,000 words, 50 patterns and 1,000 domains that no sample has.</summary>
    static WordsPolicy Words()
    {
        var file = Path.GetTempFileName();
        File.WriteAllLines(
            file,
            [
                .. Enumerable.Range(0, 1_000).Select(static i => $"word: spam{i}"),
                .. Enumerable.Range(0, 50).Select(static i => $@"pattern: spam{i}\s+\d+ (?:dollars|euros)"),
                .. Enumerable.Range(0, 1_000).Select(static i => $"domain: spam{i}.example"),
            ]);
        var policy = new WordsPolicy(new WordsOptions { Files = [file] }, TimeProvider.System, NullLogger.Instance);
        File.Delete(file);
        return policy;
    }
}
