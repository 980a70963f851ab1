using System.Globalization;
using System.Text;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.Policies.Tests;

/// <summary>
/// The real events that DuplicateText refuses, from a file with one event a line, named by REAL_EVENTS. The refused ones are printed, to be
/// judged by eye. In the files used so far they were copies, and bots that fill in a form.
/// </summary>
public sealed class RealTextTests
{
    [Theory]
    [InlineData(1, 0.01)]
    [InlineData(2, 0.003)]
    [InlineData(3, 0.002)]
    public async Task Few_real_notes_are_refused(int copies, double most)
    {
        var path = Environment.GetEnvironmentVariable("REAL_EVENTS");
        Assert.SkipUnless(File.Exists(path), "REAL_EVENTS names no file with events");
        var options = new DuplicateTextOptions { MaxCopies = copies };
        var time = new FakeTime(0);
        var policy = new DuplicateTextPolicy(options, time);
        var notes = Notes(path, options.Kinds);

        var refused = 0;
        foreach (var note in notes)
        {
            time.Advance(TimeSpan.FromSeconds(Math.Max(0, note.CreatedAt - time.Now)));
            if (await Judge.EventAsync(policy, note) == "")
                continue;
            refused++;
            TestContext.Current.TestOutputHelper?.WriteLine($"{note.Id} {note.Content.Split('\n')[0]}");
        }

        var share = (double)refused / notes.Count;
        Assert.True(share <= most, string.Create(CultureInfo.InvariantCulture, $"{refused} of {notes.Count} were refused"));
    }

    /// <summary>Each note once, in the order of their times.</summary>
    static List<NostrEvent> Notes(string path, KindSet kinds)
    {
        var notes = new Dictionary<Bytes32, NostrEvent>();
        foreach (var line in File.ReadLines(path))
        {
            if (NostrEvent.TryParse(Encoding.UTF8.GetBytes(line), out _) is { } note && kinds.Contains(note.Kind))
                notes[note.Id] = note;
        }
        return [.. notes.Values.OrderBy(static note => note.CreatedAt)];
    }
}
