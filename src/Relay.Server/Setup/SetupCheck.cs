namespace Relay.Server;

/// <summary>Checks settings before they are written, as <c>relay config check</c> does.</summary>
static class SetupCheck
{
    /// <summary>The mistakes. The settings and the members are written into a folder that is deleted again.</summary>
    public static IReadOnlyList<string> Problems(SetupAnswers answers)
    {
        var folder = Directory.CreateTempSubdirectory("relay-setup-").FullName;
        try
        {
            var files = SetupFiles.Of(answers with { RunBy = RunBy.Hand, Unit = null, Output = folder });
            SetupWriter.Write(files);
            string[] unit = answers.Unit is null ? [] : [.. UnitText.Problems(answers, SetupFiles.FolderOf(answers))];
            var settings = CommandTable.Create().Parse(["config", "check", "--config", files[0].Path]);
            return [.. ReadConfiguration.Of(settings).FindMistakes(), .. unit];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
