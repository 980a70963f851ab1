namespace Relay.Bench;

/// <summary>The resources that a process used while it worked.</summary>
/// <param name="Cpu">The processor time of all its threads.</param>
/// <param name="PeakResident">The most memory it held, including files, in bytes.</param>
/// <param name="PeakAnonymous">The most memory that belonged to no file, in bytes.</param>
/// <param name="Switches">How often its threads waited: voluntary context switches.</param>
sealed record ProcessUse(TimeSpan Cpu, long PeakResident, long PeakAnonymous, long Switches);
