using System.Buffers;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>
/// Refuses a text that was accepted often enough lately, whoever writes it. Texts are the same if most of what people read in them is
/// (<see cref="ComparedText"/>, <see cref="TextSketcher"/>). An event that is sent again at once is no further copy. Remembers
/// sketches, in bounded memory.
/// </summary>
public sealed class DuplicateTextPolicy(DuplicateTextOptions options, TimeProvider time) : INonBlockingHook, IRejectEventHook
{
    readonly TextSketcher _sketcher = new();
    readonly TextMemory _memory = new(TimeSpan.FromSeconds(options.WindowSeconds), options.MaxTexts, options.Similarity, time);

    /// <inheritdoc/>
    public ValueTask<Verdict> RejectEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel) =>
        new(options.Kinds.Contains(e.Kind) && IsTooOften(e)
            ? Verdict.Blocked("the same text was published too often")
            : Verdict.Accept);

    bool IsTooOften(NostrEvent e)
    {
        var content = e.View.Content;
        // What is not stored reaches everybody each time it is sent.
        Bytes32? id = Kind.ClassOf(e.Kind) == KindClass.Ephemeral ? null : e.Id;
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Min(content.Length, ComparedText.MaxBytes));
        try
        {
            var length = ComparedText.Write(content, buffer);
            var sketch = _sketcher.Sketch(buffer.AsSpan(0, length), out var characters);
            return characters >= options.MinCharacters && _memory.Count(sketch, id) > options.MaxCopies;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
