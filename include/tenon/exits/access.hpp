// SPDX-License-Identifier: Apache-2.0
/// \file
/// Accesses that a device answers: memory, system registers, I/O ports.
#pragma once

#include "tenon/exits/common.hpp"

namespace tenon {

/// The guest read a device register.
template <ArchVCpu A>
class [[nodiscard]] TENON_TOKEN MmioRead : public detail::MmioReadRefusals,
                                           public detail::ExitToken<A> {
  TENON_EXIT_COMMON(MmioRead, mmio_read)

  /// Where, exact to the byte.
  TENON_NOT_ENDED [[nodiscard]] GuestPhysical address() const noexcept {
    return GuestPhysical(this->record().address);
  }
  /// How many bytes.
  TENON_NOT_ENDED [[nodiscard]] AccessWidth width() const noexcept {
    return static_cast<AccessWidth>(this->record().width);
  }
  /// The guest-virtual address, 0 where the ISA gives none.
  TENON_NOT_ENDED [[nodiscard]] GuestVirtual virtual_address() const noexcept {
    return GuestVirtual(this->record().virtual_address);
  }
  /// Part of an exclusive or atomic access.
  TENON_NOT_ENDED [[nodiscard]] bool atomic() const noexcept {
    return (this->record().flags & TENON_EXIT_FLAG_ATOMIC) != 0;
  }
  /// Answers with `value`: masked, extended and written to the guest's register by the core.
  TENON_ENDS [[nodiscard]] BoundVCpu<A> complete(std::uint64_t value) && noexcept {
    return this->completed_read(value);
  }
  /// Answers with the exception that an access to nothing takes.
  TENON_ENDS [[nodiscard]] BoundVCpu<A> inject_abort() && noexcept {
    return this->injected_abort();
  }
  TENON_EXIT_STOP()
};

/// The guest wrote a device register.
template <ArchVCpu A>
class [[nodiscard]] TENON_TOKEN MmioWrite : public detail::MmioWriteRefusals,
                                            public detail::ExitToken<A> {
  TENON_EXIT_COMMON(MmioWrite, mmio_write)

  /// Where, exact to the byte.
  TENON_NOT_ENDED [[nodiscard]] GuestPhysical address() const noexcept {
    return GuestPhysical(this->record().address);
  }
  /// How many bytes.
  TENON_NOT_ENDED [[nodiscard]] AccessWidth width() const noexcept {
    return static_cast<AccessWidth>(this->record().width);
  }
  /// What the guest wrote, masked to the width.
  TENON_NOT_ENDED [[nodiscard]] std::uint64_t value() const noexcept {
    return this->record().value;
  }
  /// The guest-virtual address, 0 where the ISA gives none.
  TENON_NOT_ENDED [[nodiscard]] GuestVirtual virtual_address() const noexcept {
    return GuestVirtual(this->record().virtual_address);
  }
  /// Part of an exclusive or atomic access.
  TENON_NOT_ENDED [[nodiscard]] bool atomic() const noexcept {
    return (this->record().flags & TENON_EXIT_FLAG_ATOMIC) != 0;
  }
  /// Done; the guest goes on behind the instruction.
  TENON_ENDS [[nodiscard]] BoundVCpu<A> complete() && noexcept { return this->completed_write(); }
  /// Answers with the exception that an access to nothing takes.
  TENON_ENDS [[nodiscard]] BoundVCpu<A> inject_abort() && noexcept {
    return this->injected_abort();
  }
  TENON_EXIT_STOP()
};

/// The guest read a trapped system register.
template <ArchVCpu A>
class [[nodiscard]] TENON_TOKEN SysRegRead : public detail::SysRegReadRefusals,
                                             public detail::ExitToken<A> {
  TENON_EXIT_COMMON(SysRegRead, sysreg_read)

  /// The register's id (see SysRegAddress).
  TENON_NOT_ENDED [[nodiscard]] SysRegAddress address() const noexcept {
    return SysRegAddress(static_cast<std::uint32_t>(this->record().address));
  }
  /// Answers with `value`: masked, extended and written to the guest's register by the core.
  TENON_ENDS [[nodiscard]] BoundVCpu<A> complete(std::uint64_t value) && noexcept {
    return this->completed_read(value);
  }
  /// Answers with the exception that an undefined instruction takes.
  TENON_ENDS [[nodiscard]] BoundVCpu<A> inject_undefined() && noexcept {
    return this->injected_undefined();
  }
  TENON_EXIT_STOP()
};

/// The guest wrote a trapped system register.
template <ArchVCpu A>
class [[nodiscard]] TENON_TOKEN SysRegWrite : public detail::SysRegWriteRefusals,
                                              public detail::ExitToken<A> {
  TENON_EXIT_COMMON(SysRegWrite, sysreg_write)

  /// The register's id (see SysRegAddress).
  TENON_NOT_ENDED [[nodiscard]] SysRegAddress address() const noexcept {
    return SysRegAddress(static_cast<std::uint32_t>(this->record().address));
  }
  /// What the guest wrote.
  TENON_NOT_ENDED [[nodiscard]] std::uint64_t value() const noexcept {
    return this->record().value;
  }
  /// Done; the guest goes on behind the instruction.
  TENON_ENDS [[nodiscard]] BoundVCpu<A> complete() && noexcept { return this->completed_write(); }
  /// Answers with the exception that an undefined instruction takes.
  TENON_ENDS [[nodiscard]] BoundVCpu<A> inject_undefined() && noexcept {
    return this->injected_undefined();
  }
  TENON_EXIT_STOP()
};

/// The guest read an I/O port.
template <ArchVCpu A>
class [[nodiscard]] TENON_TOKEN IoRead : public detail::IoReadRefusals,
                                         public detail::ExitToken<A> {
  TENON_EXIT_COMMON(IoRead, io_read)

  /// Which port.
  TENON_NOT_ENDED [[nodiscard]] Port port() const noexcept {
    return Port(static_cast<std::uint16_t>(this->record().address));
  }
  /// How many bytes.
  TENON_NOT_ENDED [[nodiscard]] AccessWidth width() const noexcept {
    return static_cast<AccessWidth>(this->record().width);
  }
  /// Answers with `value`: masked, extended and written to the guest's register by the core.
  TENON_ENDS [[nodiscard]] BoundVCpu<A> complete(std::uint64_t value) && noexcept {
    return this->completed_read(value);
  }
  /// Answers with the exception that an undefined instruction takes.
  TENON_ENDS [[nodiscard]] BoundVCpu<A> inject_undefined() && noexcept {
    return this->injected_undefined();
  }
  TENON_EXIT_STOP()
};

/// The guest wrote an I/O port.
template <ArchVCpu A>
class [[nodiscard]] TENON_TOKEN IoWrite : public detail::IoWriteRefusals,
                                          public detail::ExitToken<A> {
  TENON_EXIT_COMMON(IoWrite, io_write)

  /// Which port.
  TENON_NOT_ENDED [[nodiscard]] Port port() const noexcept {
    return Port(static_cast<std::uint16_t>(this->record().address));
  }
  /// How many bytes.
  TENON_NOT_ENDED [[nodiscard]] AccessWidth width() const noexcept {
    return static_cast<AccessWidth>(this->record().width);
  }
  /// What the guest wrote, masked to the width.
  TENON_NOT_ENDED [[nodiscard]] std::uint64_t value() const noexcept {
    return this->record().value;
  }
  /// Done; the guest goes on behind the instruction.
  TENON_ENDS [[nodiscard]] BoundVCpu<A> complete() && noexcept { return this->completed_write(); }
  /// Answers with the exception that an undefined instruction takes.
  TENON_ENDS [[nodiscard]] BoundVCpu<A> inject_undefined() && noexcept {
    return this->injected_undefined();
  }
  TENON_EXIT_STOP()
};

/// The guest touched memory that the nested table refuses.
template <ArchVCpu A>
class [[nodiscard]] TENON_TOKEN NestedPageFault : public detail::NestedPageFaultRefusals,
                                                  public detail::ExitToken<A> {
  TENON_EXIT_COMMON(NestedPageFault, nested_page_fault)

  /// Where, exact to the byte.
  TENON_NOT_ENDED [[nodiscard]] GuestPhysical address() const noexcept {
    return GuestPhysical(this->record().address);
  }
  /// The guest-virtual address, 0 where the ISA gives none.
  TENON_NOT_ENDED [[nodiscard]] GuestVirtual virtual_address() const noexcept {
    return GuestVirtual(this->record().virtual_address);
  }
  /// TENON_ACCESS_* bits of what was tried.
  TENON_NOT_ENDED [[nodiscard]] std::uint8_t access() const noexcept {
    return this->record().access;
  }
  /// The page is mapped but forbids the access.
  TENON_NOT_ENDED [[nodiscard]] bool permission() const noexcept {
    return (this->record().flags & TENON_EXIT_FLAG_PERMISSION) != 0;
  }
  /// The guest's own page-table walk touched it.
  TENON_NOT_ENDED [[nodiscard]] bool by_walk() const noexcept {
    return (this->record().flags & TENON_EXIT_FLAG_WALK) != 0;
  }
  /// Tries the instruction again, after the nested table was changed.
  TENON_ENDS [[nodiscard]] BoundVCpu<A> resume() && noexcept { return this->resumed(); }
  /// Answers with the exception that an access to nothing takes.
  TENON_ENDS [[nodiscard]] BoundVCpu<A> inject_abort() && noexcept {
    return this->injected_abort();
  }
  TENON_EXIT_STOP()
};

}  // namespace tenon
