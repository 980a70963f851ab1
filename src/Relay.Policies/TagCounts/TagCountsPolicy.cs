using System.Globalization;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>
/// Bounds how many tags of one name an event may have, by kind. Each name has its own rules, and the first one for a kind decides. So
/// several rules may apply to one event, one per name.
/// </summary>
public sealed class TagCountsPolicy(TagCountsOptions options) : INonBlockingHook, IRejectEventHook
{
    readonly (byte[] Name, TagCountRule[] Rules)[] _names =
    [
        .. TagCountsOptions.ByName(options.Rules)
            .Select(name => (JsonText.Escape(name.Name), Array.ConvertAll(name.Rules, i => options.Rules[i]))),
    ];

    /// <inheritdoc/>
    public ValueTask<Verdict> RejectEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel)
    {
        var kind = e.Kind;
        foreach (var (name, rules) in _names)
        {
            if (KindRules.Find(rules, kind) is { Max: { } most } rule && Count(e.Tags, name) > most)
                return new(Verdict.Invalid(string.Create(CultureInfo.InvariantCulture, $"there are more than {most} {rule.Tag} tags")));
        }
        return new(Verdict.Accept);
    }

    static int Count(TagsView tags, ReadOnlySpan<byte> name)
    {
        var count = 0;
        foreach (var tag in tags)
            count += tag.Name.Is(name) ? 1 : 0;
        return count;
    }
}
