namespace Relay.Policies;

/// <summary>Which policies the settings switch on, and by which keys. Each section of <see cref="PoliciesOptions"/> has a line.</summary>
static class PolicySwitches
{
    /// <summary>For each section: its name, whether the policy is on, and the keys of which any one switches it on.</summary>
    public static IReadOnlyList<(string Name, bool IsOn, string[] Switches)> Of(PoliciesOptions policies) =>
    [
        (nameof(policies.Kinds), policies.Kinds.IsOn, [nameof(KindsOptions.Allowed), nameof(KindsOptions.Denied)]),
        (nameof(policies.Authors), policies.Authors.IsOn, KeyLists),
        (nameof(policies.Readers), policies.Readers.IsOn, KeyLists),
        (nameof(policies.CreatedAt), policies.CreatedAt.IsOn, Rules),
        (nameof(policies.EventSize), policies.EventSize.IsOn, Rules),
        (nameof(policies.ProofOfWork), policies.ProofOfWork.IsOn, [nameof(ProofOfWorkOptions.MinDifficulty), .. Rules]),
        (nameof(policies.TagCounts), policies.TagCounts.IsOn, Rules),
        (nameof(policies.MentionFlood), policies.MentionFlood.IsOn, [nameof(MentionFloodOptions.MaxMentions)]),
        (nameof(policies.Base64Media), policies.Base64Media.Enabled, [nameof(Base64MediaOptions.Enabled)]),
        (nameof(policies.UnprefixedReferences), policies.UnprefixedReferences.Enabled, [nameof(UnprefixedReferencesOptions.Enabled)]),
        (nameof(policies.Words), policies.Words.IsOn, [nameof(WordsOptions.Files)]),
        (nameof(policies.Strikes), policies.Strikes.IsOn, [nameof(StrikesOptions.Count)]),
        (nameof(policies.DuplicateText), policies.DuplicateText.IsOn, [nameof(DuplicateTextOptions.MaxCopies)]),
        (nameof(policies.Filter), policies.Filter.IsOn,
        [
            nameof(FilterOptions.RefuseEmpty), nameof(FilterOptions.RequireOneOf), nameof(FilterOptions.MaxIds),
            nameof(FilterOptions.MaxAuthors), nameof(FilterOptions.MaxKinds), nameof(FilterOptions.MaxTagValues),
        ]),
        (nameof(policies.RateLimits), policies.RateLimits.IsOn, Rules),
        (nameof(policies.ReadBudget), policies.ReadBudget.IsOn, Rules),
        (nameof(policies.WebOfTrust), policies.WebOfTrust.IsOn, [nameof(WebOfTrustOptions.Seeds)]),
        (nameof(policies.NewKeys), policies.NewKeys.IsOn, [nameof(NewKeysOptions.MaxPerAddress)]),
        (nameof(policies.Plugin), policies.Plugin.IsOn, [nameof(PluginOptions.Command)]),
    ];

    static string[] Rules => ["Rules"];

    static string[] KeyLists => ["Allowed", "AllowedFiles", "Denied", "DeniedFiles"];
}
