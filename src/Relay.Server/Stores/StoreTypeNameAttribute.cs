using System.ComponentModel.DataAnnotations;
using Relay.Core;

namespace Relay.Server;

/// <summary>The value is the name of a type of store, in any case of its letters.</summary>
[AttributeUsage(AttributeTargets.Property)]
sealed class StoreTypeNameAttribute() : AllowedValuesAttribute([.. StoreTypes.Names])
{
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        if (value is not string name || StoreTypes.Named(name) is not null)
            return ValidationResult.Success;
        var near = OptionsSuggestion.For(name, StoreTypes.Names);
        return new ValidationResult(
            $"{validationContext.DisplayName} is \"{name}\", which is not one of {string.Join(", ", StoreTypes.Names)}"
            + (near is null ? "" : $"; did you mean {near}?"));
    }
}
