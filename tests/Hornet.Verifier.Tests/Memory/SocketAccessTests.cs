// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

public sealed class SocketAccessTests
{
    [Theory]
    [InlineData(4, 4)]
    [InlineData(4, 1)]
    [InlineData(24, 1)]
    [InlineData(31, 1)]
    [InlineData(48, 2)]
    [InlineData(48, 4)]
    [InlineData(76, 4)]
    public void Fields_of_a_socket_can_be_read(int offset, int size) => SocketAccess.CanRead(ValueKind.Socket, offset, size).ShouldBeTrue();

    [Theory]
    [InlineData(-4, 4)]
    [InlineData(2, 4)]
    [InlineData(5, 1)]
    [InlineData(16, 2)]
    [InlineData(50, 2)]
    [InlineData(24, 8)]
    [InlineData(80, 4)]
    public void What_is_no_field_of_a_socket_can_not_be_read(int offset, int size) => SocketAccess.CanRead(ValueKind.Socket, offset, size).ShouldBeFalse();

    [Theory]
    [InlineData(4, true)]
    [InlineData(8, false)]
    [InlineData(20, false)]
    [InlineData(24, true)]
    public void Some_fields_belong_to_full_sockets_only(int offset, bool canRead) =>
        SocketAccess.CanRead(ValueKind.SocketCommon, offset, sizeof(uint)).ShouldBe(canRead);

    [Theory]
    [InlineData(nameof(ValueKind.TcpSocket), 80, 8, true)]
    [InlineData(nameof(ValueKind.TcpSocket), 80, 4, false)]
    [InlineData(nameof(ValueKind.TcpSocket), 96, 4, true)]
    [InlineData(nameof(ValueKind.XdpSocket), 0, 4, true)]
    [InlineData(nameof(ValueKind.XdpSocket), 4, 4, false)]
    [InlineData(nameof(ValueKind.Packet), 0, 4, false)]
    public void Each_form_of_socket_has_its_own_fields(string kind, int offset, int size, bool canRead) =>
        SocketAccess.CanRead(Enum.Parse<ValueKind>(kind), offset, size).ShouldBe(canRead);
}
