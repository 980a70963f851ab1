namespace Relay.Server.Tests;

public sealed class FailureTests
{
    [Fact]
    public void A_signal_ends_a_command_with_a_line_and_not_with_a_stack_trace()
    {
        Assert.Equal(["stopped by a signal before it was done"], Failure.Describe(new OperationCanceledException()));
        Assert.Equal(["stopped by a signal before it was done"], Failure.Describe(new TaskCanceledException()));
    }
}
