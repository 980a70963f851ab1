using System.Diagnostics.Metrics;
using Relay.Core;

namespace Relay.Policies;

/// <summary>The plugin's instruments. A question has one outcome; a late answer is counted in addition.</summary>
sealed class PluginMetrics(RelayMetrics relay)
{
    static readonly KeyValuePair<string, object?>[] Outcomes =
        Array.ConvertAll(Enum.GetNames<PluginOutcome>(), static name => new KeyValuePair<string, object?>("outcome", name));

    readonly Counter<long> _questions = relay.Meter.CreateCounter<long>(
        "relay.plugin.questions", "{question}", "Questions to the plugin, by outcome.", relay.Tags);

    readonly Counter<long> _late = relay.Meter.CreateCounter<long>(
        "relay.plugin.answers.late", "{answer}", "Answers of the plugin for which nobody waited any more.", relay.Tags);

    readonly UpDownCounter<int> _waiting = relay.Meter.CreateUpDownCounter<int>(
        "relay.plugin.waiting", "{question}", "Questions whose answer somebody waits for.", relay.Tags);

    readonly Counter<long> _restarts = relay.Meter.CreateCounter<long>(
        "relay.plugin.restarts", "{restart}", "Processes of the plugin that ended by themselves or were killed.", relay.Tags);

    public void Decided(PluginOutcome outcome) => _questions.Add(1, Outcomes[(int)outcome]);

    public void AnsweredLate() => _late.Add(1);

    public void WaitingChanged(int by) => _waiting.Add(by);

    public void Restarted() => _restarts.Add(1);
}
