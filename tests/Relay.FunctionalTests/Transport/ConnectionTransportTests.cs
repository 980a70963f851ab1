using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Relay.AspNetCore;

namespace Relay.FunctionalTests;

/// <summary>The end of a connection that HTTP has left, which nobody else watches.</summary>
public sealed class ConnectionTransportTests
{
    static readonly TimeSpan Brief = TimeSpan.FromMilliseconds(20);
    static readonly TimeSpan Long = TimeSpan.FromHours(1);

    readonly Pipe _output = new();

    public static TheoryData<bool> EndedItsSideBefore => [false, true];

    [Theory(Timeout = 60_000), MemberData(nameof(EndedItsSideBefore))]
    public async Task A_client_that_does_not_take_what_is_left_is_cut_off_before_its_place_is_free(bool endedItsSideBefore)
    {
        var connection = NewConnection(endedItsSideBefore);
        var transport = new ConnectionTransport(connection);
        await transport.Output.WriteAsync(new byte[100], TestContext.Current.CancellationToken);

        await transport.EndAsync(Brief);

        Assert.Equal(1, connection.Aborts);
    }

    [Theory(Timeout = 60_000), MemberData(nameof(EndedItsSideBefore))]
    public async Task One_that_takes_everything_is_waited_for(bool endedItsSideBefore)
    {
        var connection = NewConnection(endedItsSideBefore);
        var ending = new ConnectionTransport(connection).EndAsync(Long);

        Assert.True((await _output.Reader.ReadAsync(TestContext.Current.CancellationToken)).IsCompleted);
        Assert.False(ending.IsCompleted);
        connection.Gone.SetResult();

        await ending;
        Assert.Equal(0, connection.Aborts);
    }

    [Fact(Timeout = 60_000)]
    public async Task The_end_of_the_server_does_not_wait_for_it()
    {
        var connection = NewConnection(endedItsSideBefore: true);
        var transport = new ConnectionTransport(connection);
        var ending = transport.EndAsync(Long);

        transport.Abort();

        await ending;
    }

    SocketConnection NewConnection(bool endedItsSideBefore) => new()
    {
        Transport = new Ends(new Pipe().Reader, _output.Writer),
        ConnectionClosed = new CancellationToken(endedItsSideBefore),
    };

    sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    /// <summary>Like the server's: disposal completes when the socket is gone, by itself or by force.</summary>
    sealed class SocketConnection : DefaultConnectionContext
    {
        public TaskCompletionSource Gone { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Aborts { get; private set; }

        public override void Abort(ConnectionAbortedException abortReason)
        {
            Aborts++;
            Gone.TrySetResult();
        }

        public override ValueTask DisposeAsync() => new(Gone.Task);
    }
}
