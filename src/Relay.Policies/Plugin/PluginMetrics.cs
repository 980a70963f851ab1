using System.Diagnostics.Metrics;

namespace Relay.Policies;

/// <summary>The plugin's instruments. A question has one outcome; a late answer is counted in addition.</summary>
sealed class PluginMetrics(Meter meter)
{
    static readonly KeyValuePair<string, object?>[] Outcomes =
        Array.ConvertAll(Enum.GetNames<PluginOutcome>(), static name => new KeyValuePair<string, object?>("outcome", name));

    readonly Counter<long> _questions = meter.CreateCounter<long>(
        "relay.plugin.questions", "{question}", "Questions to the plugin, by outcome.");

    readonly Counter<long> _late = meter.CreateCounter<long>(
        "relay.plugin.answers.late", "{answer}", "Answers of the plugin for which nobody waited any more.");

    readonly UpDownCounter<int> _waiting = meter.CreateUpDownCounter<int>(
        "relay.plugin.waiting", "{question}", "Questions whose answer somebody waits for.");

    readonly Counter<long> _restarts = meter.CreateCounter<long>(
        "relay.plugin.restarts", "{restart}", "Processes of the plugin that ended by themselves or were killed.");

    public void Decided(PluginOutcome outcome) => _questions.Add(1, Outcomes[(int)outcome]);

    public void AnsweredLate() => _late.Add(1);

    public void WaitingChanged(int by) => _waiting.Add(by);

    public void Restarted() => _restarts.Add(1);
}
