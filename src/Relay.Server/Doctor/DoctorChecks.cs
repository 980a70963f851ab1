namespace Relay.Server;

/// <summary>All checks, in the order of the report.</summary>
static class DoctorChecks
{
    public static IReadOnlyList<IDoctorCheck> All { get; } =
    [
        new SettingsCheck(),
        new IdleSettingsCheck(),
        new FilesCheck(),
        new LibrariesCheck(),
        new FolderCheck(),
        new DiskCheck(),
        new DatabaseCheck(),
        new StoreCheckup(),
        new OpenFilesCheck(),
        new MemoryCheck(),
        new ListeningCheck(),
        new PublicUrlCheck(),
        new CertificateCheck(),
        new ProxyCheck(),
        new ClockCheck(),
        new TimeServiceCheck(),
    ];
}
