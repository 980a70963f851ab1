namespace Relay.FunctionalTests;

/// <summary>How a hook fails.</summary>
public enum Misbehavior
{
    /// <summary>It throws before it returns.</summary>
    Throws,

    /// <summary>Its task fails.</summary>
    FailsLater,

    /// <summary>It throws what a time-out of its own throws, although nobody cancelled its token.</summary>
    GivesUp,

    /// <summary>It returns a result that was already taken, as an object that is reused too early does.</summary>
    AnswersTwice,
}
