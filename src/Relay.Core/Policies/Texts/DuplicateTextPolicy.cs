using System.Buffers;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Refuses a text that was accepted often enough lately, whoever writes it. Texts are the same if their letters and digits
/// are, but for ASCII case. Remembers hashes, in bounded memory.
/// </summary>
public sealed class DuplicateTextPolicy(DuplicateTextOptions options, TimeProvider time) : IRejectEventHook
{
    readonly TextMemory _memory = new(TimeSpan.FromSeconds(options.WindowSeconds), options.MaxTexts, time);

    /// <inheritdoc/>
    public ValueTask<Verdict> RejectEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel) =>
        new(options.Kinds.Contains(e.Kind) && IsTooOften(e.View.Content)
            ? Verdict.Blocked("the same text was published too often")
            : Verdict.Accept);

    bool IsTooOften(ReadOnlySpan<byte> content)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(content.Length);
        try
        {
            var length = PlainText.Write(content, buffer, out var characters);
            return characters >= options.MinCharacters && _memory.Count(buffer.AsSpan(0, length)) > options.MaxCopies;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
