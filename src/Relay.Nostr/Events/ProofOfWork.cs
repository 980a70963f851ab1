using System.Buffers.Text;
using System.Numerics;

namespace Relay.Nostr;

/// <summary>Proof of work (NIP-13).</summary>
public static class ProofOfWork
{
    /// <summary>The difficulty of an id: the number of its leading zero bits, 256 at most.</summary>
    public static int DifficultyOf(in Bytes32 id)
    {
        var zero = id.Span.IndexOfAnyExcept((byte)0);
        return zero < 0 ? 256 : 8 * zero + BitOperations.LeadingZeroCount((uint)id.Span[zero]) - 24;
    }

    /// <summary>The difficulty that the author aimed at, from the first <c>nonce</c> tag. False if the tag gives none.</summary>
    public static bool TryGetTarget(TagsView tags, out int target)
    {
        target = 0;
        foreach (var tag in tags)
        {
            if (!tag.Name.Is("nonce"u8))
                continue;
            if (tag.Count < 3 || tag[2].IsHex)
                return false;
            var text = tag[2].Bytes;
            return Utf8Parser.TryParse(text, out target, out var length) && length == text.Length && target >= 0;
        }
        return false;
    }
}
