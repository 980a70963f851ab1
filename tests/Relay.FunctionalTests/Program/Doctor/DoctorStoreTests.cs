using System.Diagnostics;
using System.Globalization;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>What <c>relay doctor</c> finds in the store, in its folder and in the libraries that read it.</summary>
public sealed class DoctorStoreTests : IDisposable
{
    static readonly string[] AnyPort = ["--urls", "http://127.0.0.1:0"];

    readonly TemporaryFolder _folder = new();
    readonly Author _author = new();

    [Fact]
    public async Task A_store_is_fine_before_its_first_start_while_a_relay_runs_and_afterwards()
    {
        var before = await DoctorRun.RunAsync(_folder.Path, AnyPort);
        await using var relay = RelayProcess.Start(_folder.Path, AnyPort);
        await relay.ListeningAsync();
        await RelayProcess.RunAsync(_folder.Path, "import -", [.. _author.Note("hello").ToJson(), (byte)'\n']);
        var meanwhile = await DoctorRun.RunAsync(_folder.Path, AnyPort);
        await relay.SignalAsync("TERM");
        await relay.EndAsync();
        var files = FilesOf(_folder.Path);
        var after = await DoctorRun.RunAsync(_folder.Path, AnyPort);

        before.AssertFound("store", "ok", "there is none yet in");
        before.AssertFound("store folder", "ok", "is not there yet and may be made");
        meanwhile.AssertFound("store", "ok", OperatingSystem.IsLinux() ? $"process {relay.Id}, says that its store is healthy" : "healthy");
        after.AssertFound("store", "ok", "opens, with 1 events; no relay runs on it");
        after.AssertFound("store folder", "ok", "is there and may be written");
        foreach (var run in new[] { before, meanwhile, after })
        {
            Assert.Equal("ok", run.StateOf("libraries"));
            Assert.Equal("ok", run.StateOf("disk"));
        }
        // It writes nothing into the store.
        Assert.Equal(files, FilesOf(_folder.Path));
    }

    [Fact]
    public async Task A_store_in_memory_has_no_disk_to_look_at()
    {
        string[] memory = [.. AnyPort, "--Relay:Store:Type=Memory"];
        var run = await DoctorRun.RunAsync(_folder.Path, [.. memory, "--Relay:Store:MinFreeDiskMiB=1", "--Relay:Store:Lmdb:MapSizeGiB=1"]);
        run.AssertFound("store", "skipped", "Relay:Store:Type is Memory: nothing is kept when the relay ends");
        run.AssertFound("disk", "skipped", "which keeps nothing on the disk");
        run.AssertFound("store folder", "skipped", "the store has no folder");
        run.AssertFound("settings in use", "warning", "Relay:Store:MinFreeDiskMiB", "Set Relay:Store:Type to a type that does");
        run.AssertFound("settings in use", "warning", "Relay:Store:Lmdb:MapSizeGiB", "Set Relay:Store:Type to Lmdb, or remove the key.");
        Assert.Equal("ok", run.StateOf("libraries"));

        await using var relay = RelayProcess.Start(_folder.Path, [.. memory, "--Relay:Store:Path=socket"]);
        await relay.ListeningAsync();
        run = await DoctorRun.RunAsync(_folder.Path, [.. memory, "--Relay:Store:Path=socket"]);
        run.AssertFound("store", "ok", "says that its store is healthy");
        run.AssertFound("store folder", "ok", "is there and may be written");
    }

    [Fact]
    public async Task A_store_that_refuses_events_is_a_problem_and_so_is_the_full_disk()
    {
        const int mostMiB = 1_000_000;
        Assert.SkipUnless(new DriveInfo(_folder.Path).AvailableFreeSpace < mostMiB * 1024L * 1024, "the disk has more than enough room");
        string[] settings = [.. AnyPort, $"--Relay:Store:MinFreeDiskMiB={mostMiB}"];
        await using var relay = RelayProcess.Start(_folder.Path, settings);
        await relay.ListeningAsync();

        var run = await DoctorRun.RunAsync(_folder.Path, settings);

        run.AssertFound("store", "problem", "says about its store: removals only: less than 1000000 MiB", "docs/failures.md");
        run.AssertFound("disk", "problem", "with less than 1,000,000 MiB the relay refuses new events", "Make room");
    }

    [Fact]
    public async Task A_disk_without_room_for_a_tenth_of_the_store_is_warned_of()
    {
        await using var volume = await SmallVolume.MountAsync(100);
        var store = Directory.CreateDirectory(Path.Combine(volume.Path, "store")).FullName;
        await RelayProcess.RunAsync(
            _folder.Path, $"import --Relay:Store:Path={store} -", [.. _author.Note(new string('x', 400_000)).ToJson(), (byte)'\n']);
        var free = new DriveInfo(store).AvailableFreeSpace;
        var bytes = new[] { "log", "index" }.Sum(name => new FileInfo(Path.Combine(store, name, "data.mdb")).Length);
        // Half of a tenth of the store, above what is kept free.
        volume.Fill(left: (5 << 20) + bytes / 20);

        var run = await DoctorRun.RunAsync(_folder.Path, [.. AnyPort, $"--Relay:Store:Path={store}"]);

        Assert.True(free > 50 << 20, "the volume is too small for this test");
        run.AssertFound("disk", "warning", "less than a tenth of its size to grow", "Make room");
        run.AssertFound("store folder", "warning", "is on tmpfs, which is in memory", "Relay:Store:Path");
    }

    [Fact]
    public async Task A_store_whose_file_is_damaged_is_a_problem()
    {
        await RelayProcess.RunAsync(_folder.Path, "import -", [.. _author.Note("hello").ToJson(), (byte)'\n']);
        var log = _folder.File(Path.Combine("data", "log", "data.mdb"));
        await File.WriteAllBytesAsync(log, new byte[new FileInfo(log).Length]);

        (await DoctorRun.RunAsync(_folder.Path, AnyPort)).AssertFound("store", "problem", "The log of the store in", "relay info --check");
    }

    [Fact]
    public async Task A_store_of_another_format_than_the_settings_say_is_a_problem()
    {
        await RelayProcess.RunAsync(_folder.Path, "import -", [.. _author.Note("hello").ToJson(), (byte)'\n']);
        var (format, other) = OperatingSystem.IsLinux() ? ("0.9", "1.0") : ("1.0", "0.9");

        var run = await DoctorRun.RunAsync(_folder.Path, [.. AnyPort, $"--Relay:Store:Lmdb:Format={other}"]);

        run.AssertFound(
            "libraries", "problem", $"the format of LMDB {format}, and Relay:Store:Lmdb:Format asks for {other}", $"to {format}");
    }

    [Fact]
    public async Task A_library_of_LMDB_that_does_not_load_is_a_problem()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere the program brings the library");
        // The loader takes the first file of the name, and these are no libraries.
        _folder.Write("liblmdb.so.0", "nothing");
        _folder.Write("liblmdb.so", "nothing");

        var run = await DoctorRun.RunAsync(_folder.Path, AnyPort, ("LD_LIBRARY_PATH", _folder.Path));

        run.AssertFound("libraries", "problem", "The LMDB library (liblmdb.so.0) is not installed", "apt-get install liblmdb0");
    }

    [Fact]
    public async Task Slow_signatures_are_warned_of_and_an_unknown_library_is_a_problem()
    {
        var slow = await DoctorRun.RunAsync(_folder.Path, AnyPort, ("RELAY_SIGNATURE_LIBRARY", "managed"));
        var unknown = await DoctorRun.RunAsync(_folder.Path, AnyPort, ("RELAY_SIGNATURE_LIBRARY", "openssl"));

        slow.AssertFound("libraries", "warning", "signatures are verified by NBitcoin.Secp256k1", "Unset RELAY_SIGNATURE_LIBRARY");
        unknown.AssertFound("libraries", "problem", "RELAY_SIGNATURE_LIBRARY is \"openssl\"", "Unset");
    }

    [Fact]
    public async Task A_folder_that_the_user_may_not_write_is_a_problem()
    {
        await RelayProcess.RunAsync(_folder.Path, "import -", [.. _author.Note("hello").ToJson(), (byte)'\n']);
        await using var process = OtherUser.Start(_folder.Path, ["doctor", "--json", .. AnyPort]);

        (await DoctorRun.OfAsync(process)).AssertFound(
            "store folder", "problem", $"{_folder.File("data")} may not be written by this user", "chown -R");
    }

    [Fact]
    public async Task A_file_that_another_user_left_in_the_folder_is_a_problem()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "only root may give files away");
        await RelayProcess.RunAsync(_folder.Path, "import -", [.. _author.Note("hello").ToJson(), (byte)'\n']);
        var file = _folder.File(Path.Combine("data", "log", "lock.mdb"));
        using (var chown = Process.Start("chown", [OtherUser.Number.ToString(CultureInfo.InvariantCulture), file]))
            await chown.WaitForExitAsync().Within("chown");

        (await DoctorRun.RunAsync(_folder.Path, AnyPort)).AssertFound(
            "store folder", "problem", $"{file} belongs to ", $"chown -R root {_folder.File("data")}");
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>The files below a folder, each with its length and its time.</summary>
    static string[] FilesOf(string folder) =>
    [
        .. new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories)
            // Readers enter themselves into LMDB's lock files.
            .Where(static file => file.Name != "lock.mdb")
            .Select(static file => $"{file.FullName} {file.Length} {file.LastWriteTimeUtc:O}")
            .Order(StringComparer.Ordinal),
    ];
}
