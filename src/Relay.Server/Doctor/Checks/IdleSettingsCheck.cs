namespace Relay.Server;

/// <summary>Finds settings that have no effect.</summary>
sealed class IdleSettingsCheck : IDoctorCheck
{
    public string Name => "settings in use";

    public string Purpose => "whether a key is set that has no effect, such as one of a policy that is off";

    public Task<IReadOnlyList<Finding>> RunAsync(ExaminedRelay relay, CancellationToken cancel)
    {
        var idle = IdleSettings.Of(relay.Configuration).ToList();
        return Task.FromResult<IReadOnlyList<Finding>>(idle.Count == 0
            ? [Finding.Ok("every key that is set has an effect")]
            : [.. idle.Select(static setting => Finding.Warning($"{setting.Key} has no effect: {setting.Reason}", setting.Remedy))]);
    }
}
