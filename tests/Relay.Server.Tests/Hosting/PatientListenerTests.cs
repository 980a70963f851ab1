using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Relay.Server.Tests;

/// <summary>The listener that waits while there are no files creates connections like the server's own.</summary>
public sealed class PatientListenerTests
{
    [Fact]
    public async Task Connections_take_their_buffers_from_the_pool_of_the_server()
    {
        const int blocks = 2_000;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IConnectionListenerFactory, PatientListenerFactory>();
        await using var app = builder.Build();
        var factory = app.Services.GetServices<IConnectionListenerFactory>().OfType<PatientListenerFactory>().Single();
        await using var listener = await factory.BindAsync(new IPEndPoint(IPAddress.Loopback, 0), TestContext.Current.CancellationToken);
        using var client = new TcpClient();
        var accepting = listener.AcceptAsync(TestContext.Current.CancellationToken);
        await client.ConnectAsync((IPEndPoint)listener.EndPoint, TestContext.Current.CancellationToken);
        await using var connection = (await accepting)!;
        var pool = connection.Features.Get<IMemoryPoolFeature>()!.MemoryPool;

        var rented = new IMemoryOwner<byte>[blocks];
        RentAndReturn(pool, rented);
        var before = GC.GetAllocatedBytesForCurrentThread();
        RentAndReturn(pool, rented);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, blocks * 100);
    }

    /// <summary>All at once, like a live event to many connections.</summary>
    static void RentAndReturn(MemoryPool<byte> pool, IMemoryOwner<byte>[] rented)
    {
        for (var i = 0; i < rented.Length; i++)
            rented[i] = pool.Rent();
        foreach (var block in rented)
            block.Dispose();
    }
}
