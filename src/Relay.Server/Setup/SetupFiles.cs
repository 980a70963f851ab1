using System.Reflection;

namespace Relay.Server;

/// <summary>The files that follow from the answers.</summary>
static class SetupFiles
{
    const string Settings = "appsettings.json", Members = "members.txt";

    /// <summary>The folder of the settings in the container.</summary>
    const string InContainer = "/etc/relay";

    /// <summary>All files, the settings first.</summary>
    public static IReadOnlyList<SetupFile> Of(SetupAnswers answers)
    {
        var folder = FolderOf(answers);
        var members = Path.Combine(answers.RunBy == RunBy.Compose ? InContainer : folder, Members);
        var files = new List<SetupFile>
        {
            new(Path.Combine(folder, Settings), SettingsText.Of(SetupSettings.Of(answers, members)), IsShown: true),
        };
        if (answers.Access.HasMembers())
            files.Add(new(Path.Combine(folder, Members), MembersText(answers), IsShown: true));
        if (answers.Unit is not null)
            files.Add(new(answers.Unit, UnitText.Of(answers, folder), IsShown: false));
        if (answers.RunBy == RunBy.Compose)
            files.AddRange(Compose(answers));
        return files;
    }

    /// <summary>The folder of the settings on this machine.</summary>
    public static string FolderOf(SetupAnswers answers) =>
        answers.RunBy == RunBy.Compose ? Path.Combine(answers.Output, "settings") : answers.Output;

    /// <summary>A file of the repository that the program carries.</summary>
    public static string Carried(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    static string MembersText(SetupAnswers answers) =>
        "# Who may write: one npub a line. The relay reads this file again when it changes.\n"
        + string.Concat(answers.Members.Prepend(answers.Operator).Select(static member => $"{member}\n"));

    /// <summary>The repository's compose file as it is, and the values of its variables.</summary>
    static IEnumerable<SetupFile> Compose(SetupAnswers answers)
    {
        const string prefix = "docker/";
        foreach (var name in Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(
            static name => name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            yield return new(Path.Combine(answers.Output, name[prefix.Length..]), Carried(name), IsShown: false);
        }
        yield return new(Path.Combine(answers.Output, ".env"), $"RELAY_HOST={answers.Domain}\n", IsShown: false);
    }
}

/// <summary>A file to write.</summary>
/// <param name="Path">The whole path.</param>
/// <param name="Text">The content.</param>
/// <param name="IsShown">Whether the operator sees the content before it is written.</param>
sealed record SetupFile(string Path, string Text, bool IsShown);
