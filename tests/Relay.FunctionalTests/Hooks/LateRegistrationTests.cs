using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Relay.AspNetCore;
using Relay.Core;
using Relay.Storage.Lmdb;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>What is added after the program was built fails where it is added: it would never be used.</summary>
public sealed class LateRegistrationTests
{
    const string TooLate = "it is too late: relays, stores and hooks are added before the program is built";

    static readonly Action<RelayBuilder>[] Additions =
    [
        static relay => relay.RejectEvent((_, _) => Verdict.Blocked("late")),
        static relay => relay.Add<Handler>(),
        static relay => relay.Add(new Handler()),
        static relay => relay.AddPolicies(_ => []),
        static relay => relay.UseInMemoryStore(),
        static relay => relay.UseStore(new InMemoryStore()),
        static relay => relay.UseLmdb(new LmdbStoreOptions { Path = "late" }),
        static relay => relay.QueryEvents((_, _, _) => default),
        static relay => relay.TryAddPart(_ => new Handler()),
        static relay => relay.Services.AddRelayEngine(name: "late"),
    ];

    [Fact]
    public async Task To_a_web_application()
    {
        RelayBuilder? added = null;
        await using var relay = await TestRelay.StartAsync(new() { Configure = relay => added = relay });
        foreach (var add in Additions)
            Assert.Equal(TooLate, Assert.Throws<InvalidOperationException>(() => add(added!)).Message);
        await using var client = await relay.ConnectAsync();
        await client.PublishAllAsync(new Author().Note());
    }

    [Fact]
    public async Task To_a_web_application_that_was_not_started_yet()
    {
        var builder = WebApplication.CreateSlimBuilder();
        var added = builder.Services.AddRelay(builder.Configuration).UseInMemoryStore();
        await using var app = builder.Build();
        foreach (var add in Additions)
            Assert.Equal(TooLate, Assert.Throws<InvalidOperationException>(() => add(added)).Message);
    }

    [Fact]
    public async Task To_a_container_without_a_web_server()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        var configuration = new ConfigurationBuilder().Build();
        var (one, other) = (services.AddRelayEngine(configuration).UseInMemoryStore(), services.AddRelayEngine(configuration, "other"));
        await using var provider = services.BuildServiceProvider();
        _ = provider.GetRequiredService<RelayEngine>();
        foreach (var add in Additions)
        {
            Assert.Equal(TooLate, Assert.Throws<InvalidOperationException>(() => add(one)).Message);
            Assert.Equal(TooLate, Assert.Throws<InvalidOperationException>(() => add(other)).Message);
        }
    }

    sealed class Handler : IConnectHook
    {
        public ValueTask OnConnectAsync(ClientContext client, CancellationToken cancel) => default;
    }
}
