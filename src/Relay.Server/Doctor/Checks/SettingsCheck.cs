namespace Relay.Server;

/// <summary>Finds all mistakes that keep the relay from starting, as <c>relay config check</c> does.</summary>
sealed class SettingsCheck : IDoctorCheck
{
    public string Name => "settings";

    public string Purpose => "whether the settings have mistakes that keep the relay from starting, as `relay config check` says them";

    public Task<IReadOnlyList<Finding>> RunAsync(ExaminedRelay relay, CancellationToken cancel)
    {
        var mistakes = relay.FindMistakes();
        return Task.FromResult<IReadOnlyList<Finding>>(mistakes.Count == 0
            ? [Finding.Ok($"no mistakes; settings file: {relay.File ?? "none"}")]
            : [.. mistakes.Select(static mistake => Finding.Problem(
                mistake, "Correct it. relay config --explain shows each key with its meaning and where its value comes from."))]);
    }
}
