namespace Relay.Repository.Tests;

/// <summary>A text that people read, and where it is.</summary>
/// <param name="File">The file's path in the repository.</param>
/// <param name="Line">The number of the text's first line.</param>
/// <param name="Text">The text. Its lines are those of the file.</param>
sealed record Passage(string File, int Line, string Text);
