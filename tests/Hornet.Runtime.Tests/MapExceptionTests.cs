// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Runtime.Tests;

public sealed class MapExceptionTests
{
    public static TheoryData<MapError> Errors => [.. Enum.GetValues<MapError>().Where(error => error != MapError.None)];

    [Theory]
    [MemberData(nameof(Errors))]
    public void Every_error_is_put_into_words(MapError error)
    {
        var exception = new MapException("Updating", "counters", error);
        exception.Error.ShouldBe(error);
        exception.Map.ShouldBe("counters");
        exception.Message.ShouldStartWith("Updating the map 'counters': ");
        exception.Message.ShouldNotContain("errno");
    }
}
