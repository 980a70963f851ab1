using System.Net;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>The sample that makes a relay for each host name of a list.</summary>
public sealed class ManyCommunitiesTests
{
    [Fact]
    public async Task Each_host_name_has_a_relay_of_its_own_and_others_have_none()
    {
        using var folder = new TemporaryFolder();
        var program = Repository.SampleOf("ManyCommunities");
        await using var sample = RelayProcess.Start(
            program, folder.Path,
            ["--urls", "http://127.0.0.1:0", "--contentRoot", Path.GetDirectoryName(program)!, "--Folder", folder.Path]);
        var http = await sample.ListeningAsync();
        var address = new UriBuilder(http) { Scheme = "ws" }.Uri;
        await using var cats = await ConnectAsync(address, "cats.localhost");
        await using var dogs = await ConnectAsync(address, "dogs.localhost");

        var note = new Author().Note("meow");
        await cats.PublishAllAsync(note);
        Assert.Equal(note.Id, Assert.Single((await cats.QueryAsync("{}")).Events).Id);
        Assert.Empty((await dogs.QueryAsync("{}")).Events);
        Assert.StartsWith("blocked: ", (await dogs.PublishAsync(new Author().Event(9, "no such kind here"))).Message);

        Assert.Contains("\"name\":\"birds.localhost\"", await InformationAsync(http, "birds.localhost"), StringComparison.Ordinal);
        var unknown = await Assert.ThrowsAsync<HttpRequestException>(() => InformationAsync(http, "fish.localhost"));
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    static Task<RelayClient> ConnectAsync(Uri address, string host) =>
        RelayClient.ConnectAsync(address, configure: options => options.SetRequestHeader("Host", host));

    static async Task<string> InformationAsync(Uri address, string host)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Host = host;
        request.Headers.Accept.ParseAdd("application/nostr+json");
        using var answer = await http.SendAsync(request);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }
}
