using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Relay.AspNetCore;

namespace Relay.FunctionalTests;

/// <summary>The end of a connection that HTTP has left: nobody else watches it.</summary>
public sealed class ConnectionTransportTests
{
    static readonly TimeSpan Brief = TimeSpan.FromMilliseconds(20);

    readonly DefaultConnectionContext _connection = new();
    readonly Pipe _output = new();

    public ConnectionTransportTests() => _connection.Transport = new Ends(new Pipe().Reader, _output.Writer);

    [Fact(Timeout = 60_000)]
    public async Task A_client_that_does_not_take_what_is_left_is_cut_off()
    {
        var transport = new ConnectionTransport(_connection);
        await transport.Output.WriteAsync(new byte[100], TestContext.Current.CancellationToken);

        await transport.EndAsync(Brief);

        await AbortedAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task So_is_one_that_had_ended_its_side_before()
    {
        var gone = new CancellationToken(canceled: true);
        var aborted = new TaskCompletionSource();
        var connection = new AbortableConnection(aborted) { Transport = _connection.Transport, ConnectionClosed = gone };

        await new ConnectionTransport(connection).EndAsync(Brief);

        await aborted.Task;
    }

    [Fact(Timeout = 60_000)]
    public async Task One_that_takes_everything_is_waited_for()
    {
        var aborted = new TaskCompletionSource();
        using var closed = new CancellationTokenSource();
        var connection = new AbortableConnection(aborted) { Transport = _connection.Transport, ConnectionClosed = closed.Token };
        var ending = new ConnectionTransport(connection).EndAsync(TimeSpan.FromMinutes(1));

        Assert.True((await _output.Reader.ReadAsync(TestContext.Current.CancellationToken)).IsCompleted);
        Assert.False(ending.IsCompleted);
        await closed.CancelAsync();

        await ending;
        Assert.False(aborted.Task.IsCompleted);
    }

    async Task AbortedAsync()
    {
        var aborted = new TaskCompletionSource();
        await using var registration = _connection.ConnectionClosed.Register(aborted.SetResult);
        await aborted.Task;
    }

    sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    sealed class AbortableConnection(TaskCompletionSource aborted) : DefaultConnectionContext
    {
        public override void Abort(ConnectionAbortedException abortReason) => aborted.TrySetResult();
    }
}
