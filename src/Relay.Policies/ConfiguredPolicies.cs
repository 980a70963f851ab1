using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core;

namespace Relay.Policies;

/// <summary>
/// The policies that the configuration switches on, in the order in which they are asked: first those that check a few bytes, then those
/// that read the content, then those that remember events or keys, last those that ask other programs. Policies that remember come after
/// those that judge keys, so that they do not remember keys that may not publish. The relay disposes of them.
/// </summary>
sealed class ConfiguredPolicies
{
    readonly List<object> _hooks = [];

    /// <summary>The policies. Each implements one hook or more.</summary>
    public IReadOnlyList<object> Hooks => _hooks;

    public static ConfiguredPolicies Create(IServiceProvider services)
    {
        var options = services.GetRequiredService<PoliciesOptions>();
        var time = services.GetRequiredService<TimeProvider>();
        var policies = new ConfiguredPolicies();
        var loggers = services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance;
        policies.Add(options, services.GetRequiredService<RelayEngine>, services.GetRequiredService<RelayMetrics>, time, loggers);
        return policies;
    }

    void Add(PoliciesOptions options, Func<RelayEngine> engine, Func<RelayMetrics> metrics, TimeProvider time, ILoggerFactory loggers)
    {
        var strikes = options.Strikes.IsOn ? new Strikes(options.Strikes, time) : null;
        if (options.Kinds.IsOn)
            _hooks.Add(new KindsPolicy(options.Kinds));
        if (options.CreatedAt.IsOn)
            _hooks.Add(new CreatedAtPolicy(options.CreatedAt, time));
        if (strikes is not null)
            _hooks.Add(new StrikesPolicy(strikes));
        var authors = options.Authors.IsOn
            ? new AuthorsPolicy(options.Authors, time, loggers.CreateLogger<AuthorsPolicy>())
            : null;
        var isEither = options.WebOfTrust is { IsOn: true, Combine: TrustCombination.Or };
        if (authors is not null && !isEither)
            _hooks.Add(authors);
        if (options.Readers.IsOn)
            _hooks.Add(new ReadersPolicy(options.Readers, time, loggers.CreateLogger<ReadersPolicy>()));
        if (options.Filter.IsOn)
            _hooks.Add(new FilterPolicy(options.Filter));
        if (options.WebOfTrust.IsOn)
        {
            var trust = new WebOfTrustPolicy(options.WebOfTrust, engine, time, loggers.CreateLogger<WebOfTrustPolicy>());
            _hooks.Add(authors is not null && isEither ? new AuthorsOrTrustPolicy(authors, trust) : trust);
        }
        if (options.NewKeys.IsOn)
            _hooks.Add(new NewKeysPolicy(options.NewKeys, engine, time));
        if (options.ProofOfWork.IsOn)
            _hooks.Add(new ProofOfWorkPolicy(options.ProofOfWork));
        if (options.EventSize.IsOn)
            _hooks.Add(new EventSizePolicy(options.EventSize));
        if (options.TagCounts.IsOn)
            _hooks.Add(new TagCountsPolicy(options.TagCounts));
        if (options.MentionFlood.IsOn)
            _hooks.Add(new MentionFloodPolicy(options.MentionFlood, strikes));
        if (options.Base64Media.Enabled)
            _hooks.Add(new Base64MediaPolicy(strikes));
        if (options.UnprefixedReferences.Enabled)
            _hooks.Add(new UnprefixedReferencesPolicy(options.UnprefixedReferences));
        if (options.Words.IsOn)
            _hooks.Add(new WordsPolicy(options.Words, time, loggers.CreateLogger<WordsPolicy>(), strikes));
        if (options.RateLimits.IsOn)
            _hooks.Add(new RateLimitsPolicy(options.RateLimits, time));
        if (options.ReadBudget.IsOn)
            _hooks.Add(new ReadBudgetPolicy(options.ReadBudget, time));
        if (options.DuplicateText.IsOn)
            _hooks.Add(new DuplicateTextPolicy(options.DuplicateText, time));
        if (options.Plugin.IsOn)
            _hooks.Add(new PluginPolicy(options.Plugin, time, loggers.CreateLogger<PluginPolicy>(), metrics()));
    }
}
