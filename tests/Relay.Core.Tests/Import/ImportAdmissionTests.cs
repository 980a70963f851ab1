using Relay.Nostr;
using Relay.Testing;
using static Relay.Core.Tests.ImportSetup;

namespace Relay.Core.Tests;

public sealed class ImportAdmissionTests
{
    readonly RecordingStore _store = new();

    [Theory]
    [InlineData(20_000)]
    [InlineData(Kind.EphemeralGiftWrap)]
    [InlineData(Kind.ClientAuthentication)]
    public async Task Ephemeral_events_are_skipped(ushort kind)
    {
        var report = await ImportAsync(_store, File(Event("gone", kind)));

        Assert.Equal((1, 0), (report.Skipped, report.Stored));
        Assert.Empty(_store.Events);
    }

    [Fact]
    public async Task Protected_events_are_kept_and_counted_unless_they_are_to_be_left_out()
    {
        var e = Event("mine", tags: ["-"]);

        var left = await ImportAsync(_store, File(e), new ImportOptions { SkipProtected = true });
        var kept = await ImportAsync(_store, File(e));

        Assert.Equal((1, 0, 0), (left.Protected, left.Stored, left.Refused));
        Assert.Equal((1, 1), (kept.Protected, kept.Stored));
    }

    [Theory]
    [InlineData(900, false)]
    [InlineData(901, true)]
    public async Task Events_beyond_the_time_limit_are_left_out_and_counted_unless_asked_for(int secondsAhead, bool isBeyond)
    {
        var time = new FakeTime();
        var e = Event("from tomorrow", createdAt: time.GetUtcNow().ToUnixTimeSeconds() + secondsAhead);

        var report = await ImportAsync(new ImportOptions());
        var all = await ImportAsync(new ImportOptions { KeepFuture = true });

        Assert.Equal(isBeyond ? (1, 0) : (0, 1), (report.Future, report.Stored));
        Assert.Equal((0, 1), (all.Future, all.Stored));

        Task<ImportReport> ImportAsync(ImportOptions options) =>
            new EventImporter(new RecordingStore(), OwnOptions, options, time).ImportAsync(File(e), null, default);
    }

    [Theory]
    [InlineData("ALL_RELAYS", true)]
    [InlineData(PublicUrl, true)]
    [InlineData(PublicUrl + "/", true)]
    [InlineData("all_relays", false)]
    [InlineData("wss://elsewhere.example.com", false)]
    public async Task A_request_to_vanish_is_taken_if_it_names_this_relay(string relay, bool isTaken)
    {
        var report = await ImportAsync(new InMemoryStore(), File(Event("", Kind.Vanish, tags: ["relay", relay])));

        Assert.Equal(isTaken ? 1 : 0, report.Skipped);
        Assert.Equal(isTaken ? 0 : 1, report.Refused);
    }

    [Fact]
    public async Task A_request_to_vanish_is_kept_where_something_of_its_key_is()
    {
        var report = await ImportAsync(new InMemoryStore(), File(Event("note"), Event("", Kind.Vanish, tags: ["relay", "ALL_RELAYS"])));

        Assert.Equal((2, 0, 0), (report.Stored, report.Skipped, report.Refused));
    }

    [Fact]
    public async Task A_request_to_vanish_that_is_larger_than_it_need_be_is_refused()
    {
        Assert.Equal(
            1, (await ImportAsync(_store, File(Event(new string('x', 1_025), Kind.Vanish, tags: ["relay", "ALL_RELAYS"])))).Refused);
    }

    [Fact]
    public async Task A_request_to_vanish_that_names_no_relay_is_refused()
    {
        Assert.Equal(1, (await ImportAsync(_store, File(Event("", Kind.Vanish)))).Refused);
    }

    [Fact]
    public async Task Policies_for_strangers_do_not_apply()
    {
        // Older and larger than any relay takes from a client.
        var report = await ImportAsync(_store, File(Event(new string('x', 1_000_000), createdAt: 1)));

        Assert.Equal(1, report.Stored);
    }
}
