using System.IO.Pipelines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.AspNetCore;
using Relay.Core;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>A session that does not end with its client is abandoned, wherever it waits.</summary>
public sealed class AbandonedSessionTests
{
    [Fact]
    public async Task One_that_reads_still_is_not_read_beside_and_its_place_is_given_back()
    {
        await using var relay = await TestRelay.StartAsync();
        var registry = relay.Services.GetRequiredService<ConnectionRegistry>();
        var services = new ConnectionServices(
            relay.Services.GetRequiredService<RelayEngine>(), registry, relay.Options,
            relay.Services.GetRequiredService<TransportMetrics>(), TimeProvider.System, NullLogger.Instance);
        var client = new ClientContext { Id = registry.NextId() };
        Assert.Equal(0, registry.TryEnter(client));
        using var gone = new CancellationTokenSource();
        var transport = new DeafTransport(gone.Token);
        var running = new RelayConnection(transport, client, services, new SendQueue(), deflater: null).RunAsync();
        await transport.IsRead;

        // A transport that loses its client without telling its reader.
        await gone.CancelAsync();

        await running.Within("the connection's end");
        Assert.Equal((1, 0), (transport.Aborts, registry.Count));
    }

    sealed class DeafTransport(CancellationToken lost) : Transport
    {
        readonly SilentReader _input = new();

        public int Aborts { get; private set; }

        public Task IsRead => _input.IsRead.Task;

        public override PipeReader Input => _input;

        public override Stream Output => Stream.Null;

        public override CancellationToken Lost => lost;

        public override void Abort() => Aborts++;
    }

    /// <summary>Like the server's reader: a second read while one is pending throws.</summary>
    sealed class SilentReader : PipeReader
    {
        public TaskCompletionSource IsRead { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            if (!IsRead.TrySetResult())
                throw new InvalidOperationException("somebody is reading already");
            return new(new TaskCompletionSource<ReadResult>().Task);
        }

        public override void AdvanceTo(SequencePosition consumed)
        {
        }

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
        {
        }

        public override void CancelPendingRead()
        {
        }

        public override void Complete(Exception? exception = null)
        {
        }

        public override bool TryRead(out ReadResult result)
        {
            result = default;
            return false;
        }
    }
}
