using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Core.Tests;

public sealed class RouterStoreTests
{
    readonly InMemoryStore _rest = new();
    readonly InMemoryStore _articles = new();
    readonly InMemoryStore _vips = new();
    readonly Author _alice = new();
    readonly Author _vip = new();
    readonly RouterStore _router;

    public RouterStoreTests() => _router = new RouterStore(_rest).WithKinds(30000, 39999, _articles).WithAuthors([_vip.PublicKey], _vips);

    async Task<IReadOnlyList<NostrEvent>> QueryAsync(Filter filter)
    {
        var sink = new CollectingSink();
        await _router.QueryEventsAsync(new EventQuery { Filters = [filter], Visibility = Visibility.Everything }, sink, default);
        return sink.Events;
    }

    [Fact]
    public async Task First_route_that_fits_takes_the_event()
    {
        var (note, article, vipNote, vipArticle) = (_alice.Note(), _alice.Event(30023), _vip.Note(), _vip.Event(39999));
        foreach (var e in new[] { note, article, vipNote, vipArticle })
            Assert.Equal(StoreStatus.Stored, (await _router.AdmitAsync(e, default)).Status);

        Assert.True(
            _rest.Contains(note.Id) && _articles.Contains(article.Id) && _vips.Contains(vipNote.Id) && _articles.Contains(vipArticle.Id));
        Assert.All(new[] { note, article, vipNote, vipArticle }, e => Assert.True(_router.Contains(e.Id)));
        Assert.False(_rest.Contains(article.Id) || _rest.Contains(vipNote.Id) || _vips.Contains(vipArticle.Id));
        var found = await QueryAsync(new Filter());
        Assert.Equal([vipArticle.Id, vipNote.Id, article.Id, note.Id], found.Select(static e => e.Id));
    }

    [Fact]
    public async Task Requests_to_delete_and_to_vanish_reach_every_store_and_count_once()
    {
        var (note, article) = (_alice.Note(), _alice.Event(30023));
        await _router.AdmitAsync(note, default);
        await _router.AdmitAsync(article, default);
        var request = _alice.Deletion(note, article);

        Assert.Equal(StoreStatus.Stored, (await _router.AdmitAsync(request, default)).Status);
        Assert.Equal(StoreStatus.Duplicate, (await _router.AdmitAsync(request, default)).Status);
        Assert.Equal(request.Id, Assert.Single(await QueryAsync(new Filter())).Id);
        var everything = new EventQuery { Filters = [new Filter { Limit = 0 }], Visibility = Visibility.Everything };
        Assert.Equal(1, await _router.CountEventsAsync(everything, default));
        Assert.Equal(StoreStatus.Deleted, (await _router.AdmitAsync(article, default)).Status);
    }

    [Fact]
    public async Task Request_to_vanish_is_stored_where_something_of_its_key_is_and_nowhere_else()
    {
        var (article, request) = (_alice.Event(30023), _alice.Event(62, tags: ["relay", "ALL_RELAYS"]));
        await _router.AdmitAsync(article, default);
        var unknown = new Author().Event(62, tags: ["relay", "ALL_RELAYS"]);

        Assert.Equal(StoreStatus.Stored, (await _router.AdmitAsync(request, default)).Status);
        Assert.Equal(StoreStatus.Duplicate, (await _router.AdmitAsync(request, default)).Status);
        Assert.Equal(StoreStatus.Honoured, (await _router.AdmitAsync(unknown, default)).Status);
        Assert.Equal(StoreStatus.Duplicate, (await _router.AdmitAsync(unknown, default)).Status);
        Assert.All(
            await _router.BackfillAsync([request, unknown], default), static result => Assert.Equal(StoreStatus.Duplicate, result.Status));
        Assert.Equal(request.Id, Assert.Single(await QueryAsync(new Filter())).Id);
        Assert.True(_articles.Contains(request.Id) && !_rest.Contains(request.Id));
        Assert.Equal(StoreStatus.Vanished, (await _router.AdmitAsync(_alice.Note(at: request.CreatedAt), default)).Status);
    }

    [Fact]
    public async Task History_is_routed_in_its_order()
    {
        var (target, article, vip) = (_alice.Note("target"), _alice.Event(30023), _vip.Note());
        var results = await _router.BackfillAsync([target, article, _alice.Deletion(target), target, vip, vip], default);

        Assert.Equal(
            [StoreStatus.Stored, StoreStatus.Stored, StoreStatus.Stored, StoreStatus.Deleted, StoreStatus.Stored, StoreStatus.Duplicate],
            results.Select(static result => result.Status));
        Assert.True(_articles.Contains(article.Id) && _vips.Contains(vip.Id));
    }

    [Fact]
    public async Task Relay_serves_from_a_router()
    {
        await using var relay = new TestEngine(relay => relay.UseStore(_router));
        var client = await relay.ConnectAsync();
        await client.QueryAsync("live", "{}");
        var (note, article) = (_alice.Note(), _alice.Event(30023));
        foreach (var e in new[] { note, article })
        {
            Assert.Equal(RecordingOutbox.Ok(e), await client.PublishAsync(e));
            await client.Outbox.WaitForAsync(RecordingOutbox.EventMessage("live", e));
        }

        Assert.Equal("""["COUNT","count",{"count":2}]""", await client.CountAsync("{}"));
    }
}
