// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace Hornet.Objects;

/// <summary>Where a decoded value goes, piece by piece.</summary>
internal interface IValueSink
{
    void BeginObject();

    void EndObject();

    void BeginArray();

    void EndArray();

    void Name(string name);

    void Null();

    void Boolean(bool value);

    void Text(string value);

    /// <summary>A bare word: the name of an enumerator, an address.</summary>
    void Word(string value);

    void Number(BigInteger value);

    void Number(double value);
}

/// <summary>Values as JSON: words are strings, numbers are exact whatever their width, non-finite floats are strings.</summary>
internal sealed class JsonValueSink(Utf8JsonWriter writer) : IValueSink
{
    public void BeginObject() => writer.WriteStartObject();

    public void EndObject() => writer.WriteEndObject();

    public void BeginArray() => writer.WriteStartArray();

    public void EndArray() => writer.WriteEndArray();

    public void Name(string name) => writer.WritePropertyName(name);

    public void Null() => writer.WriteNullValue();

    public void Boolean(bool value) => writer.WriteBooleanValue(value);

    public void Text(string value) => writer.WriteStringValue(value);

    public void Word(string value) => writer.WriteStringValue(value);

    public void Number(BigInteger value)
    {
        if (value >= long.MinValue && value <= long.MaxValue)
            writer.WriteNumberValue((long)value);
        else if (value.Sign > 0 && value <= ulong.MaxValue)
            writer.WriteNumberValue((ulong)value);
        else
            writer.WriteRawValue(value.ToString(CultureInfo.InvariantCulture), skipInputValidation: true);
    }

    public void Number(double value)
    {
        if (double.IsFinite(value))
            writer.WriteNumberValue(value);
        else
            writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
    }
}

/// <summary>Values as one line of text: <c>{pid: 7, comm: "bash", ports: [80, 443]}</c>.</summary>
internal sealed class TextValueSink : IValueSink
{
    private readonly StringBuilder _text = new();
    private bool _first = true;

    public override string ToString() => _text.ToString();

    public void BeginObject() => Open('{');

    public void EndObject() => Close('}');

    public void BeginArray() => Open('[');

    public void EndArray() => Close(']');

    public void Name(string name)
    {
        Separate();
        _text.Append(name).Append(": ");
        _first = true;
    }

    public void Null() => Word("?");

    public void Boolean(bool value) => Word(value ? "true" : "false");

    public void Text(string value) => Word(JsonEncodedText.Encode(value, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString(), quote: true);

    public void Word(string value) => Word(value, quote: false);

    public void Number(BigInteger value) => Word(value.ToString(CultureInfo.InvariantCulture));

    public void Number(double value) => Word(value.ToString("R", CultureInfo.InvariantCulture));

    private void Word(string value, bool quote)
    {
        Separate();
        if (quote)
            _text.Append('"').Append(value).Append('"');
        else
            _text.Append(value);
    }

    private void Open(char bracket)
    {
        Separate();
        _text.Append(bracket);
        _first = true;
    }

    private void Close(char bracket)
    {
        _text.Append(bracket);
        _first = false;
    }

    private void Separate()
    {
        if (!_first)
            _text.Append(", ");
        _first = false;
    }
}
