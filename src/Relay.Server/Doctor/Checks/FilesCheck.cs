namespace Relay.Server;

/// <summary>Looks at the files that settings name: whether this user may read them, and whether others may read secrets.</summary>
sealed class FilesCheck : IDoctorCheck
{
    public string Name => "files";

    public string Purpose =>
        "whether the files that settings name can be read, their certificates are valid, and not everybody may read those with secrets";

    public Task<IReadOnlyList<Finding>> RunAsync(ExaminedRelay relay, CancellationToken cancel)
    {
        var files = NamedFiles.Of(relay.Configuration.Configuration).Where(static file => File.Exists(file.Path)).ToList();
        if (relay.File is { } settings && HasSecrets(relay.Configuration))
            files.Add(new NamedFile("the settings file", settings, IsSecret: true));
        List<Finding> findings = [.. files.SelectMany(Judge), .. CertificateFiles.Judge(relay.Configuration.Configuration)];
        if (findings.Count == 0)
        {
            findings.Add(Finding.Ok(
                files.Count == 0 ? "the settings name none" : $"{files.Count} can be read, and no secret by everybody"));
        }
        return Task.FromResult<IReadOnlyList<Finding>>(findings);
    }

    static IEnumerable<Finding> Judge(NamedFile file)
    {
        var path = Path.GetFullPath(file.Path);
        if (!PosixFiles.MayRead(path))
        {
            yield return Finding.Problem(
                $"{file.Key} is {path}, which this user, {Environment.UserName}, may not read",
                $"Run the command as the user of the relay, or let that user read it: chgrp GROUP {path} and chmod g+r {path}.");
        }
        if (file.IsSecret && !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & UnixFileMode.OtherRead) != 0)
        {
            yield return Finding.Warning(
                $"{file.Key} is {path}, which holds a secret and may be read by every user of this machine", $"chmod o-rwx {path}");
        }
    }

    static bool HasSecrets(ProgramConfiguration configuration) =>
        SettingsInEffect.Of(configuration).Any(static setting => setting is { IsSecret: true, Origin: SettingOrigin.File });
}
