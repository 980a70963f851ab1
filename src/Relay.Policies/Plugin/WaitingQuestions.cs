using System.Diagnostics.CodeAnalysis;

namespace Relay.Policies;

/// <summary>
/// What no process was given yet, and what is asked next: events and filters by turns, so that a flood of the ones holds up
/// the others by half at most; suspects, at whose last asking a process ended, when nothing else waits, or by turns with the
/// others once they have waited long. Used under its host's lock.
/// </summary>
sealed class WaitingQuestions(long patience)
{
    readonly FairQueue _events = new();
    readonly FairQueue _filters = new();
    readonly FairQueue _suspects = new();
    bool _isFilterNext;
    bool _mustSuspectWait;

    // When the oldest of the suspects was asked that have waited since there was none.
    long _suspectsSince;

    public int Count => _events.Count + _filters.Count + _suspects.Count;

    public void Add(PluginQuestion question)
    {
        if (question.IsSuspect)
            _suspectsSince = _suspects.Count == 0 ? question.AskedAt : Math.Min(_suspectsSince, question.AskedAt);
        QueueOf(question).Add(question);
    }

    /// <summary>Puts back a question that its process was given, but never sent.</summary>
    public void PutBack(PluginQuestion question) => QueueOf(question).Add(question, isFirst: true);

    public void Remove(PluginQuestion question) => QueueOf(question).Remove(question);

    /// <summary>Whether a suspect is next, which is asked alone: once its process has nothing else.</summary>
    public bool IsSuspectNext(long now) =>
        _suspects.Count > 0
        && (_events.Count + _filters.Count == 0 || (!_mustSuspectWait && now - _suspectsSince >= patience / 4));

    public PluginQuestion TakeSuspect()
    {
        // In turn, as the others: who ends processes delays only his own.
        _suspects.TryTake(stale: long.MinValue, out var suspect);
        _mustSuspectWait = true;
        return suspect!;
    }

    /// <summary>Takes the next one that is no suspect.</summary>
    public bool TryTake(long now, [NotNullWhen(true)] out PluginQuestion? question)
    {
        _mustSuspectWait = false;
        _isFilterNext = !_isFilterNext;
        // Who has waited half of the time hardly gets an answer where the plugin cannot keep up.
        var stale = now - patience / 2;
        var (one, other) = _isFilterNext ? (_filters, _events) : (_events, _filters);
        return one.TryTake(stale, out question) || other.TryTake(stale, out question);
    }

    /// <summary>How many questions at most are asked before one that would be added now.</summary>
    public int InFrontOf(PluginQuestion question)
    {
        var (queue, other) = question.Subject == PluginSubject.Event ? (_events, _filters) : (_filters, _events);
        var inFront = queue.InFrontOf(question);
        return inFront + Math.Min(inFront + 1, other.Count);
    }

    FairQueue QueueOf(PluginQuestion question) =>
        question.IsSuspect ? _suspects : question.Subject == PluginSubject.Event ? _events : _filters;
}
