using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>A key of the configuration: one property of an options type.</summary>
sealed class OptionsKey
{
    public OptionsKey(string path, PropertyInfo property)
    {
        Path = path;
        Property = property;
        Range = property.GetCustomAttribute<RangeAttribute>();
        PerRelay = property.GetCustomAttribute<PerRelayAttribute>();
        IsSecret = property.GetCustomAttribute<PasswordPropertyTextAttribute>() is { Password: true };
        Checks = [.. property.GetCustomAttributes<ValidationAttribute>().Where(static a => a is not RangeAttribute)];
        IsList = property.PropertyType.IsArray;
        ValueType = (IsList ? property.PropertyType.GetElementType() : Nullable.GetUnderlyingType(property.PropertyType))
            ?? property.PropertyType;
        Names = ValueType.IsEnum
            ? Enum.GetNames(ValueType)
            : [.. Checks.OfType<AllowedValuesAttribute>().SelectMany(static check => check.Values).OfType<string>()];
        IsOptional = !property.PropertyType.IsValueType
            ? new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable
            : Nullable.GetUnderlyingType(property.PropertyType) is not null;
    }

    public string Path { get; }

    public string Name => Property.Name;

    public PropertyInfo Property { get; }

    public RangeAttribute? Range { get; }

    public IReadOnlyList<ValidationAttribute> Checks { get; }

    /// <summary>The values to choose from; none if there are more than names.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Set if a named relay does not take the value over from the section <c>Relay</c>.</summary>
    public PerRelayAttribute? PerRelay { get; }

    /// <summary>Whether the value is never shown.</summary>
    public bool IsSecret { get; }

    /// <summary>Whether the value may be absent.</summary>
    public bool IsOptional { get; }

    public bool IsList { get; }

    /// <summary>The type of the value, or of each value of a list.</summary>
    public Type ValueType { get; }

    /// <summary>Whether a property of this type is a key; else it is a section or a list of sections.</summary>
    public static bool IsValue(Type type) =>
        type.IsEnum || type == typeof(string) || type == typeof(KindSet) || type.IsPrimitive
        || Nullable.GetUnderlyingType(type) is not null || type.IsArray && IsValue(type.GetElementType()!);
}
