namespace Relay.Bench;

/// <summary>What a process used while it worked.</summary>
/// <param name="Cpu">The processor time of all its threads.</param>
/// <param name="PeakResident">The most memory it held, files included, in bytes.</param>
/// <param name="PeakAnonymous">The most that belonged to no file, in bytes.</param>
/// <param name="Switches">How often its threads waited: voluntary context switches.</param>
sealed record ProcessUse(TimeSpan Cpu, long PeakResident, long PeakAnonymous, long Switches);
