using System.Globalization;
using System.Text;

namespace Relay.Server;

/// <summary>
/// The file <c>routes</c> in the folder of Relay:Store: the routes with which all events were stored. As long as they are those of the
/// settings, queries need to ask only the stores whose routes fit. It is empty once events may have been stored with others.
/// </summary>
sealed class RouteRecord(string folder)
{
    /// <summary>The file.</summary>
    public string Path { get; } = System.IO.Path.Combine(folder, "routes");

    /// <summary>Whether several stores were used.</summary>
    public bool Exists => File.Exists(Path);

    /// <summary>The text of routes, a line for each store that has one.</summary>
    public static string TextOf(IReadOnlyList<RoutedSettings> routed)
    {
        var text = new StringBuilder();
        foreach (var (options, settings) in routed)
        {
            if (options.Role != StoreRole.Route)
                continue;
            var kinds = options.Kinds?.ToString() ?? "all";
            text.Append(
                CultureInfo.InvariantCulture,
                $"{settings.Place}; kinds {kinds}; authors {List(options.Authors)}; tags {List(options.Tags)}\n");
        }
        return text.ToString();
    }

    /// <summary>The recorded text; null if there is none.</summary>
    public string? Read() => Exists ? File.ReadAllText(Path) : null;

    /// <summary>Writes the text, as a whole or not at all.</summary>
    public void Write(string text)
    {
        var draft = Path + ".new";
        using (var stream = new FileStream(draft, FileMode.Create))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }
        File.Move(draft, Path, overwrite: true);
    }

    /// <summary>
    /// Empties the file, if there is one: events are stored with other routes from now on, so those that it names must not be trusted when
    /// the settings have them again. Needs no room on the disk, and is there after a power cut, since no file gets another name.
    /// </summary>
    public void Forget()
    {
        if (!Exists)
            return;
        using var stream = new FileStream(Path, FileMode.Truncate);
        stream.Flush(flushToDisk: true);
    }

    static string List(string[] values) => values.Length == 0 ? "all" : string.Join(',', values.Order(StringComparer.Ordinal));
}
