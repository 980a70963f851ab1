using System.Globalization;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>Bounds the size of events and of their parts, by kind. The first rule for a kind decides.</summary>
public sealed class EventSizePolicy(EventSizeOptions options) : INonBlockingHook, IRejectEventHook, IOverwriteRelayInformationHook
{
    readonly EventSizeRule[] _rules = options.Rules;

    /// <inheritdoc/>
    public ValueTask<Verdict> RejectEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel) =>
        new(KindRules.Find(_rules, e.Kind) is { } rule ? Judge(rule, e.View) : Verdict.Accept);

    /// <inheritdoc/>
    public ValueTask<RelayInformation> OverwriteRelayInformationAsync(
        ClientContext client, RelayInformation information, CancellationToken cancel) =>
        // The document has no field for a rule about some kinds only.
        new(KindRules.ForAllKinds(_rules) is not { } rule
            ? information
            : information with
            {
                Limitation = information.Limitation with
                {
                    MaxEventTags = rule.MaxTags ?? information.Limitation.MaxEventTags,
                    MaxContentLength = rule.MaxContentCharacters,
                },
            });

    static Verdict Judge(EventSizeRule rule, EventView e)
    {
        if (rule.MaxBytes is { } bytes && EventJson.Length(e) > bytes)
            return Refuse($"the event is longer than {bytes} bytes");
        // Every character takes at least one byte, so short contents need no counting.
        if (rule.MaxContentCharacters is { } characters && e.Content.Length > characters
            && JsonText.CountCharacters(e.Content) > characters)
            return Refuse($"the content is longer than {characters} characters");
        return rule.MaxTags is null && rule.MaxTagValueBytes is null ? Verdict.Accept : JudgeTags(rule, e.Tags);
    }

    static Verdict JudgeTags(EventSizeRule rule, TagsView tags)
    {
        var count = 0;
        foreach (var tag in tags)
        {
            if (++count > rule.MaxTags)
                return Refuse($"there are more than {rule.MaxTags} tags");
            if (rule.MaxTagValueBytes is not { } bytes)
                continue;
            foreach (var item in tag)
            {
                if (item.EscapedLength > bytes && (item.IsHex || JsonText.CountBytes(item.Bytes) > bytes))
                    return Refuse($"an item of a tag is longer than {bytes} bytes");
            }
        }
        return Verdict.Accept;
    }

    static Verdict Refuse(FormattableString text) => Verdict.Invalid(text.ToString(CultureInfo.InvariantCulture));
}
