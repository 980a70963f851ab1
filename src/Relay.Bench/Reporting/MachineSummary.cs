using System.Globalization;
using System.Runtime.InteropServices;

namespace Relay.Bench;

/// <summary>The machine on which the bench ran.</summary>
/// <param name="Processors">How many processors the bench may use.</param>
/// <param name="Cpu">The processor's model, if the system tells it.</param>
/// <param name="OperatingSystem">The system and its kernel.</param>
/// <param name="Memory">Bytes of memory that the bench may use.</param>
/// <param name="Runtime">The version of .NET that the bench ran on.</param>
sealed record MachineSummary(int Processors, string? Cpu, string OperatingSystem, long Memory, string Runtime)
{
    public static MachineSummary Read() => new(
        Environment.ProcessorCount, CpuModel(), RuntimeInformation.OSDescription, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        RuntimeInformation.FrameworkDescription);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Processors} × {Cpu ?? "processor"}, {Memory / 1e9:0.#} GB, {OperatingSystem}, {Runtime}");

    static string? CpuModel()
    {
        const string Processors = "/proc/cpuinfo";
        var line = File.Exists(Processors)
            ? File.ReadLines(Processors).FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}
