using System.Buffers;
using System.Text;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>
/// The text of an event that people read: the content and the items of some tags, in the two forms that word lists search. A profile is
/// JSON, so its escapes are removed. The memory is rented; disposing gives it back.
/// </summary>
readonly ref struct ReadableText
{
    readonly char[] _plain;
    readonly int _plainLength;
    readonly char[] _words;
    readonly int _wordsLength;

    /// <summary>Reads the text of an event. The names of the tags are JSON-escaped.</summary>
    public ReadableText(EventView e, byte[][] tags)
    {
        var length = LengthOf(e, tags);
        var escaped = ArrayPool<byte>.Shared.Rent(length);
        var text = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var source = escaped.AsSpan(0, CopyTo(escaped, e, tags));
            // A byte becomes at most one UTF-16 unit.
            _plain = ArrayPool<char>.Shared.Rent(length);
            _plainLength = Encoding.UTF8.GetChars(text.AsSpan(0, JsonText.Unescape(source, text)), _plain);
            _words = ArrayPool<char>.Shared.Rent(FoldedWords.MaxLength(length));
            _wordsLength = FoldedWords.Write(source, text, _words);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(escaped);
            ArrayPool<byte>.Shared.Return(text);
        }
    }

    /// <summary>The text as it is written, each item of a tag on a line of its own.</summary>
    public ReadOnlySpan<char> Plain => _plain.AsSpan(0, _plainLength);

    /// <summary>The words of the text, as <see cref="FoldedWords"/> writes them.</summary>
    public ReadOnlySpan<char> Words => _words.AsSpan(0, _wordsLength);

    public void Dispose()
    {
        ArrayPool<char>.Shared.Return(_plain);
        ArrayPool<char>.Shared.Return(_words);
    }

    static int LengthOf(EventView e, byte[][] tags)
    {
        var length = e.Content.Length;
        foreach (var tag in e.Tags)
        {
            if (!IsRead(tag, tags))
                continue;
            foreach (var item in tag)
                length += LineEnd.Length + item.EscapedLength;
        }
        return length;
    }

    static int CopyTo(Span<byte> destination, EventView e, byte[][] tags)
    {
        int length;
        if (e.Kind == Kind.Metadata)
        {
            length = JsonInText.Write(e.Content, destination);
        }
        else
        {
            e.Content.CopyTo(destination);
            length = e.Content.Length;
        }
        foreach (var tag in e.Tags)
        {
            if (!IsRead(tag, tags))
                continue;
            foreach (var item in tag)
            {
                LineEnd.CopyTo(destination[length..]);
                length += LineEnd.Length;
                length += item.CopyEscapedTo(destination[length..]);
            }
        }
        return length;
    }

    static ReadOnlySpan<byte> LineEnd => "\\n"u8;

    static bool IsRead(TagView tag, byte[][] tags)
    {
        var name = tag.Name;
        foreach (var read in tags)
        {
            if (name.Is(read))
                return true;
        }
        return false;
    }
}
