using Relay.Server;

namespace Relay.SettingsFiles;

/// <summary>
/// Writes the files that describe all options into the repository that the tool was built in, or into the folder that is its argument.
/// </summary>
static class SettingsFilesProgram
{
    public static int Main(string[] arguments)
    {
        if (arguments.Length > 1)
        {
            Console.Error.WriteLine("The only argument is the folder to write into. Without it, that is the root of the repository.");
            return 2;
        }
        try
        {
            var files = SettingsFiles.Write(arguments is [var folder] ? folder : FindRepository(), ProgramConfiguration.Sections());
            foreach (var file in files)
                Console.WriteLine(file);
            return 0;
        }
        catch (Exception exception) when (exception is DocstringException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(exception.Message);
            return 1;
        }
    }

    // Not by the current folder: what is written comes from the assemblies beside the tool.
    static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Relay.sln")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException("The tool runs outside of a folder with Relay.sln: name the folder to write into.");
    }
}
