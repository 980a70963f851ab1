using System.Buffers;
using System.Security.Cryptography;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>
/// Refuses a text that was accepted too often lately, by any author. Two texts count as the same if most of their readable parts are
/// (<see cref="ComparedText"/>, <see cref="TextSketcher"/>). An event that is sent again at once does not count as another copy. It
/// remembers sketches, in bounded memory.
/// </summary>
public sealed class DuplicateTextPolicy : INonBlockingHook, IRejectEventHook
{
    readonly DuplicateTextOptions _options;
    readonly TextSketcher _sketcher;
    readonly TextMemory _memory;

    /// <summary>Makes the policy, with a new secret.</summary>
    public DuplicateTextPolicy(DuplicateTextOptions options, TimeProvider time)
        : this(options, time, RandomNumberGenerator.GetBytes(TextSketcher.SecretLength))
    {
    }

    internal DuplicateTextPolicy(DuplicateTextOptions options, TimeProvider time, ReadOnlySpan<byte> secret)
    {
        _options = options;
        _sketcher = new TextSketcher(secret);
        _memory = new TextMemory(TimeSpan.FromSeconds(options.WindowSeconds), options.MaxTexts, options.Similarity, time);
    }

    /// <inheritdoc/>
    public ValueTask<Verdict> RejectEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel) =>
        new(_options.Kinds.Contains(e.Kind) && IsTooOften(e)
            ? Verdict.Blocked("the same text was published too often")
            : Verdict.Accept);

    bool IsTooOften(NostrEvent e)
    {
        var content = e.View.Content;
        // Ephemeral events are passed on each time they are sent, so each time counts.
        Bytes32? id = Kind.ClassOf(e.Kind) == KindClass.Ephemeral ? null : e.Id;
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Min(content.Length, ComparedText.MaxBytes));
        try
        {
            var length = ComparedText.Write(content, buffer);
            var sketch = _sketcher.Sketch(buffer.AsSpan(0, length), out var characters);
            return characters >= _options.MinCharacters && _memory.Count(sketch, id) > _options.MaxCopies;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
