using System.Diagnostics.CodeAnalysis;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>
/// The questions that a process was sent and has not answered, in the order of sending, and by id. Those with the same id keep that order.
/// </summary>
sealed class SentQuestions
{
    readonly LinkedList<PluginQuestion> _inOrder = new();

    // The first of each id. It links to the others.
    readonly Dictionary<Bytes32, PluginQuestion> _firsts = [];

    public int Count => _inOrder.Count;

    /// <summary>The question that was sent first.</summary>
    public PluginQuestion? First => _inOrder.First?.Value;

    /// <summary>Whether a client waits for any of the answers.</summary>
    public bool AreAwaited => _inOrder.Any(static question => !question.IsSettled);

    public void Add(PluginQuestion question)
    {
        _inOrder.AddLast(question.Waiting);
        if (_firsts.TryAdd(question.Id, question))
            return;
        var last = _firsts[question.Id];
        while (last.NextOfId is { } next)
            last = next;
        last.NextOfId = question;
    }

    public bool TryFind(in Bytes32 id, [NotNullWhen(true)] out PluginQuestion? first) => _firsts.TryGetValue(id, out first);

    public void Remove(PluginQuestion question)
    {
        _inOrder.Remove(question.Waiting);
        var before = _firsts[question.Id];
        if (!ReferenceEquals(before, question))
        {
            while (!ReferenceEquals(before.NextOfId, question))
                before = before.NextOfId!;
            before.NextOfId = question.NextOfId;
        }
        else if (question.NextOfId is { } next)
            _firsts[question.Id] = next;
        else
            _firsts.Remove(question.Id);
        question.NextOfId = null;
    }
}
