namespace Relay.Server;

/// <summary>Asks the kernel whether a program keeps its clock right.</summary>
sealed class TimeServiceCheck : IDoctorCheck
{
    public string Name => "time service";

    public string Purpose => "whether a program keeps the clock right, such as chrony or systemd-timesyncd (Linux)";

    public Task<IReadOnlyList<Finding>> RunAsync(ExaminedRelay relay, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<Finding>>(
        [
            KernelClock.IsSynchronized() switch
            {
                true => Finding.Ok("the kernel says that its clock is synchronized"),
                false => Finding.Warning(
                    "the kernel says that nothing synchronizes its clock, which therefore drifts by seconds a week",
                    "Run timedatectl set-ntp true, or install chrony. In a container, do this on the host."),
                null => Finding.Skipped("this system does not say whether its clock is synchronized"),
            },
        ]);
}
