using System.IO.Pipes;
using Relay.Core;
using Relay.Core.Tests;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.Policies.Tests;

public sealed class KeyListTests : IDisposable
{
    static readonly TimeSpan AWhile = TimeSpan.FromSeconds(2);

    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("relay-keys-");
    readonly FakeTime _time = new();
    readonly RecordingLog _log = new();
    readonly Author _alice = new();
    readonly Author _bob = new();
    int _writes;

    string Path => System.IO.Path.Combine(_folder.FullName, "keys.txt");

    [Fact]
    public void Keys_stand_one_a_line_with_comments()
    {
        Write($"# friends\n\n  {Nip19.EncodePublicKey(_alice.PublicKey.Span)}  # Alice\r\n{_bob.Hex}\n\t\n#{new Author().Hex}");
        using var list = Open();

        Assert.True(list.Contains(_alice.PublicKey));
        Assert.True(list.Contains(_bob.PublicKey));
        Assert.False(list.Contains(new Author().PublicKey));
    }

    [Fact]
    public void Keys_may_be_hex_npub_nprofile_or_links_to_them()
    {
        // The example of NIP-19.
        const string profile = "nprofile1qqsrhuxx8l9ex335q7he0f09aej04zpazpl0ne2cgukyawd24mayt8gpp4mhxue69uhhytnc9e3k7mgpz4mhxue69uhkg6nzv9"
            + "ejuumpv34kytnrdaksjlyr9p";
        var named = Nip19.ParsePublicKey("3bf0c63fcb93463407af97a5e5ee64fa883d107ef9e558472c4eb9aaaefa459d");
        Write($"{_alice.Hex}\nnostr:{Nip19.EncodePublicKey(_bob.PublicKey.Span)}\n");
        using var list = Open();
        Assert.All([_alice, _bob], author => Assert.True(list.Contains(author.PublicKey)));

        foreach (var text in new[] { profile, $"nostr:{profile}", $"NOSTR:{profile}" })
        {
            Write(text);
            using var profiles = Open();
            Assert.True(profiles.Contains(named));
        }
    }

    [Fact]
    public void Wrong_lines_at_the_start_are_named_and_not_repeated()
    {
        Write($"{_alice.Hex}\nx\n{_bob.Hex.ToUpperInvariant()}");

        var problems = Assert.Throws<OptionsException>(Open).Problems;

        Assert.Equal(
            new[] { 2, 3 }.Select(line =>
                $"Keys:AllowedFiles: {Path}:{line} is not a public key: expected 64 lowercase hex characters, npub or nprofile"),
            problems);
    }

    [Fact]
    public void A_missing_file_at_the_start_is_named()
    {
        var problem = Assert.Single(Assert.Throws<OptionsException>(Open).Problems);

        Assert.StartsWith($"Keys:AllowedFiles: {Path} cannot be read: ", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    public void A_path_that_no_file_can_have_is_named(string path)
    {
        var problem = Assert.Single(Assert.Throws<OptionsException>(() => new KeyList("Keys:Allowed", null, [path], _time, _log)).Problems);

        Assert.StartsWith($"Keys:AllowedFiles: {path} cannot be read: ", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pipe_in_place_of_a_file_is_named()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "names a pipe by its place in /proc");
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        File.CreateSymbolicLink(Path, $"/proc/self/fd/{pipe.GetClientHandleAsString()}");

        var problem = Assert.Single(Assert.Throws<OptionsException>(Open).Problems);

        Assert.StartsWith($"Keys:AllowedFiles: {Path} cannot be read: ", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pipe_that_takes_the_place_of_a_file_leaves_its_keys()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "names a pipe by its place in /proc");
        Write(_alice.Hex);
        using var list = Open();
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);

        File.Delete(Path);
        File.CreateSymbolicLink(Path, $"/proc/self/fd/{pipe.GetClientHandleAsString()}");
        _time.Advance(AWhile);
        Assert.True(list.Contains(_alice.PublicKey));
        Assert.Single(_log.Entries, static entry => entry.Text.Contains("cannot be read", StringComparison.Ordinal));

        File.Delete(Path);
        Write(_bob.Hex);
        _time.Advance(AWhile);
        Assert.True(list.Contains(_bob.PublicKey));
    }

    [Fact]
    public void A_changed_file_is_read_again()
    {
        Write(_alice.Hex);
        using var list = Open();

        Write(_bob.Hex);
        Assert.False(list.Contains(_bob.PublicKey));
        _time.Advance(AWhile);

        Assert.True(list.Contains(_bob.PublicKey));
        Assert.False(list.Contains(_alice.PublicKey));
    }

    [Fact]
    public void A_change_behind_a_link_is_noticed()
    {
        // As containers mount configuration: a link to a file in a folder that is itself a link and is replaced.
        var versions = new[] { _alice, _bob }.Select((author, i) =>
        {
            var folder = _folder.CreateSubdirectory($"{i}");
            File.WriteAllText(System.IO.Path.Combine(folder.FullName, "keys.txt"), author.Hex + '\n');
            File.SetLastWriteTimeUtc(
                System.IO.Path.Combine(folder.FullName, "keys.txt"), DateTime.UnixEpoch.AddSeconds(FakeTime.Start + i));
            return folder.FullName;
        }).ToArray();
        var data = System.IO.Path.Combine(_folder.FullName, "data");
        Directory.CreateSymbolicLink(data, versions[0]);
        File.CreateSymbolicLink(Path, System.IO.Path.Combine(data, "keys.txt"));
        using var list = Open();
        Assert.True(list.Contains(_alice.PublicKey));

        Directory.Delete(data);
        Directory.CreateSymbolicLink(data, versions[1]);
        _time.Advance(AWhile);

        Assert.True(list.Contains(_bob.PublicKey));
        Assert.False(list.Contains(_alice.PublicKey));
    }

    [Fact]
    public void A_list_with_wrong_lines_is_not_taken_until_it_is_mended()
    {
        Write(_alice.Hex);
        using var list = Open();

        Write($"{_bob.Hex}\n{string.Concat(Enumerable.Repeat("x\n", 50))}");
        _time.Advance(5 * AWhile);
        Assert.True(list.Contains(_alice.PublicKey));
        Assert.False(list.Contains(_bob.PublicKey));
        Assert.Equal(10, _log.Entries.Count(static entry => entry.Text.Contains("is not a public key", StringComparison.Ordinal)));
        Assert.Single(_log.Entries, static entry => entry.Text.Contains("50 wrong lines", StringComparison.Ordinal));

        Write(_bob.Hex);
        _time.Advance(AWhile);
        Assert.True(list.Contains(_bob.PublicKey));
    }

    [Fact]
    public void A_file_that_vanishes_leaves_its_keys_and_is_taken_again_when_it_is_back()
    {
        Write(_alice.Hex);
        using var list = Open();

        File.Delete(Path);
        _time.Advance(10 * AWhile);
        Assert.True(list.Contains(_alice.PublicKey));
        Assert.Single(_log.Entries, static entry => entry.Text.Contains("cannot be read", StringComparison.Ordinal));

        Write(_bob.Hex);
        _time.Advance(AWhile);
        Assert.True(list.Contains(_bob.PublicKey));
    }

    [Fact]
    public void Nothing_is_looked_at_after_disposal()
    {
        Write(_alice.Hex);
        var list = Open();
        list.Dispose();

        Write(_bob.Hex);
        _time.Advance(AWhile);

        Assert.True(list.Contains(_alice.PublicKey));
    }

    [Fact]
    public void Any_bytes_are_read_as_a_plain_reader_reads_them()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var i = 0; i < 2_000; i++)
        {
            var lines = Enumerable.Range(0, random.Next(6)).Select(_ => RandomLine(random)).ToArray();
            var text = string.Join(random.Next(2) == 0 ? "\n" : "\r\n", lines);
            var keys = new KeyLines();
            var errors = LineSplitter.Split(new StringReader(text), keys, static () => true);

            var expected = lines.Select(static line => line.Split('#')[0].Trim()).ToArray();
            var wrong = expected.Index()
                .Where(static line => line.Item.Length > 0 && !IsKey(line.Item)).Select(static line => line.Index + 1);
            Assert.Equal(wrong, errors.First.Select(static error => error.Line));
            Assert.Equal(expected.Where(IsKey).Distinct().Count(), keys.Complete().Count);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    static bool IsKey(string text) => Bytes32.TryParse(text, out _);

    static string RandomLine(Random random) => random.Next(6) switch
    {
        0 => "",
        1 => " # " + random.GetString("npub1# x", 9),
        2 => random.GetString("0123456789abcdef", 64),
        3 => $"  {random.GetString("0123456789abcdef", 64)}\t# {random.Next()}",
        4 => random.GetString("0123456789abcdefg", random.Next(62, 67)),
        _ => random.GetString("npub1qz#\t 0é\0😀", random.Next(80)).Replace('\r', ' '),
    };

    KeyList Open() => new("Keys:Allowed", null, [Path], _time, _log);

    void Write(string text)
    {
        File.WriteAllText(Path, text + '\n');
        // Later than any file system's idea of now, so that changes within one tick of its clock count.
        File.SetLastWriteTimeUtc(Path, DateTime.UnixEpoch.AddSeconds(FakeTime.Start + ++_writes));
    }
}
