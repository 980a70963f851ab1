using System.Text;
using System.Text.Json;
using static Relay.Core.Tests.ControlSetup;

namespace Relay.Core.Tests;

public sealed class ControlServiceTests
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    static readonly ControlCommand<EventCount, EventCount> Work =
        new("work", ControlJson.Wire.EventCount, ControlJson.Wire.EventCount);

    [Fact]
    public async Task A_command_gets_its_output_its_reports_and_its_answer()
    {
        var service = Empty().Add(Work, async (exchange, cancel) =>
        {
            await exchange.SendAsync("first, "u8.ToArray(), cancel);
            await exchange.ReportAsync(new EventCount(1), cancel);
            await exchange.SendAsync(new byte[3 * ControlFrame.DataLength], cancel);
            return new EventCount(exchange.Arguments.Events + 1);
        });
        var output = new MemoryStream();
        var reports = new List<long>();

        var answer = await AskAsync(service, Work, new EventCount(41), output, report => reports.Add(report.Events));

        Assert.Equal(42, answer.Events);
        Assert.Equal([1], reports);
        Assert.Equal("first, "u8.Length + 3 * ControlFrame.DataLength, output.Length);
    }

    [Fact]
    public async Task Another_version_is_refused_in_one_line_that_names_both_programs()
    {
        var request = new ControlRequest(
            ControlMessages.Version + 1, "relay 2.0", "health", JsonSerializer.SerializeToElement(new { a = "form of later versions" }));

        var reply = await SendAsync(Service(new RecordingStore()), request);

        Assert.Equal(
            "the running relay is relay 1.0 that runs and speaks version 1 of the control protocol, but this command is of relay 2.0 and "
            + "speaks version 2: use the program that the relay runs, or restart the relay",
            reply.Failure);
        Assert.True(reply.IsLast);
    }

    [Fact]
    public async Task An_unknown_command_is_answered()
    {
        var reply = await SendAsync(Service(new RecordingStore()), Request("dance"));

        Assert.Equal("the running relay, relay 1.0 that runs, does not know the command dance", reply.Failure);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("""{"Filters":["{}"]""")]
    public async Task Arguments_of_another_form_are_answered(string arguments)
    {
        var reply = await SendAsync(
            Service(new RecordingStore()), Request("count") with { Arguments = JsonSerializer.SerializeToElement(arguments) });

        Assert.NotNull(reply.Failure);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("m\u0004\0\0\0null")]
    [InlineData("m\u0004\0\0\0{{{{")]
    [InlineData("d\u0004\0\0\0{{}}")]
    public async Task A_stranger_on_the_socket_is_refused(string bytes)
    {
        var (near, far) = DuplexStream.Create();
        await near.WriteAsync(Encoding.UTF8.GetBytes(bytes));
        near.Dispose();

        await Assert.ThrowsAsync<InvalidDataException>(() => Service(new RecordingStore()).ServeAsync(far, default));
    }

    [Fact]
    public async Task A_command_that_goes_stops_the_work()
    {
        var begun = new TaskCompletionSource();
        var service = Empty().Add(Work, async (_, cancel) =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancel);
            return new EventCount(0);
        });
        var (near, far) = DuplexStream.Create();
        var serving = service.ServeAsync(far, default);
        using var cancel = new CancellationTokenSource();
        var asking = Command(near).AskAsync(Work, new EventCount(0), cancel: cancel.Token);
        await begun.Task.WaitAsync(Patience);

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        near.Dispose();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => serving.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_relay_that_goes_is_told_from_one_that_answers()
    {
        var (near, far) = DuplexStream.Create();
        var asking = Command(near).AskAsync(Work, new EventCount(0));
        far.Dispose();

        var error = await Assert.ThrowsAsync<ControlException>(() => asking.WaitAsync(Patience));
        Assert.Equal("the relay ended before it answered", error.Message);
    }

    [Theory]
    [InlineData(typeof(ControlException), "no")]
    [InlineData(typeof(IOException), "no")]
    [InlineData(typeof(NotSupportedException), "the command work failed: NotSupportedException: no")]
    public async Task A_failure_is_answered(Type failure, string answer)
    {
        var service = Empty().Add(Work, (_, _) => throw (Exception)Activator.CreateInstance(failure, "no")!);

        var error = await Assert.ThrowsAsync<ControlException>(() => AskAsync(service, Work, new EventCount(0)));

        Assert.Equal(answer, error.Message);
    }

    [Fact]
    public async Task A_connection_that_asks_nothing_in_time_is_closed()
    {
        var time = new Testing.FakeTime();
        var service = new ControlService("relay", time, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        var (_, far) = DuplexStream.Create();
        var serving = service.ServeAsync(far, default);

        time.Advance(TimeSpan.FromSeconds(10));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => serving.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_request_that_is_too_long_is_refused_before_it_is_sent()
    {
        var selection = new EventSelection { Filters = [new string('x', ControlFrame.MaxLength)] };

        var error = await Assert.ThrowsAsync<ControlException>(
            () => AskAsync(Service(new RecordingStore()), ControlCommands.Count, selection));

        Assert.Contains("too long", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reports_to_a_command_that_does_not_read_are_dropped()
    {
        var time = new Testing.FakeTime();
        var service = new ControlService("relay", time, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance)
            .Add(Work, (exchange, _) =>
            {
                // Far more than the connection holds.
                for (var i = 0; i < 100_000; i++)
                {
                    time.Advance(TimeSpan.FromSeconds(1));
                    exchange.Report(new EventCount(i));
                }
                return Task.FromResult(new EventCount(100_000));
            });

        Assert.Equal(100_000, (await AskAsync(service, Work, new EventCount(0))).Events);
    }

    static ControlRequest Request(string command) =>
        new(ControlMessages.Version, "relay 1.0", command, JsonSerializer.SerializeToElement(new { }));

    static async Task<ControlReply> SendAsync(ControlService service, ControlRequest request)
    {
        var (near, far) = DuplexStream.Create();
        var serving = service.ServeAsync(far, default);
        await ControlMessages.WriteAsync(near, request, ControlJson.Wire.ControlRequest, default);
        var reply = await ControlMessages.ReadAsync(near, ControlJson.Wire.ControlReply, default).AsTask().WaitAsync(Patience);
        await serving.WaitAsync(Patience);
        return reply;
    }

    static async Task<TReply> AskAsync<TArguments, TReply>(
        ControlService service, ControlCommand<TArguments, TReply> command, TArguments arguments, Stream? output = null,
        Action<TReply>? progress = null)
        where TArguments : class
        where TReply : class
    {
        var (near, far) = DuplexStream.Create();
        var serving = service.ServeAsync(far, default);
        var answer = await Command(near).AskAsync(command, arguments, source: null, output, progress).WaitAsync(Patience);
        await serving.WaitAsync(Patience);
        return answer;
    }
}
