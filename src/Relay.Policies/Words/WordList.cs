using System.Buffers;
using System.Text.RegularExpressions;
using Relay.Core;

namespace Relay.Policies;

/// <summary>
/// The content of one file of words, patterns and domains. All words take one pass over a text, all domains one, and each pattern one of
/// its own.
/// </summary>
sealed class WordList(SearchValues<string> words, Regex[] patterns, DomainSet domains)
{
    static readonly Verdict WordRefusal = Verdict.Blocked("the text has a word that is not accepted here");
    static readonly Verdict PatternRefusal = Verdict.Blocked("the text is of a sort that is not accepted here");
    static readonly Verdict DomainRefusal = Verdict.Blocked("the text names a site that is not accepted here");

    public Verdict Judge(ReadableText text)
    {
        if (domains.AreIn(text.Plain))
            return DomainRefusal;
        if (text.Words.ContainsAny(words))
            return WordRefusal;
        foreach (var pattern in patterns)
        {
            if (pattern.IsMatch(text.Plain))
                return PatternRefusal;
        }
        return Verdict.Accept;
    }
}
