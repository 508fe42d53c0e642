// SPDX-License-Identifier: Apache-2.0
/// \file
/// A physical CPU: without virtualization, or enabled with no vCPU loaded.
#pragma once

#include "tenon/arch.hpp"
#include "tenon/detail/refusals.hpp"
#include "tenon/detail/token.hpp"
#include "tenon/result.hpp"

namespace tenon {

template <ArchVCpu A>
class OfflineCpu;
template <ArchVCpu A>
class IdleCpu;

namespace detail {
/// The only maker of tokens.
struct Access {
  template <class Token, class Storage>
  [[nodiscard]] static Token make(Storage& storage) noexcept {
    return Token(Key{}, storage);
  }
  template <class Token>
  [[nodiscard]] static auto& take(Token& token) noexcept {
    return token.take();
  }
};
}  // namespace detail

/// Virtualization is enabled on this CPU and no vCPU is loaded. Held by whoever may bind here.
template <ArchVCpu A>
class [[nodiscard]] TENON_TOKEN IdleCpu
    : public detail::IdleCpuRefusals,
      private detail::Token<typename A::Cpu, detail::Dropped::harmless> {
  using Base = detail::Token<typename A::Cpu, detail::Dropped::harmless>;

 public:
  IdleCpu(detail::Key /*key*/, typename A::Cpu& cpu) noexcept : Base(&cpu) {}
  IdleCpu(IdleCpu&& other) noexcept : Base(std::move(other)) {}
  TENON_REVIVES IdleCpu& operator=(IdleCpu&& other) noexcept {
    Base::operator=(std::move(other));
    return *this;
  }
  ~IdleCpu() = default;

  TENON_LIVE [[nodiscard]] CpuId id() const noexcept { return A::id(Base::storage()); }

  /// Puts back every register that enabling changed. Refused on another CPU.
  TENON_ENDS [[nodiscard]] Result<OfflineCpu<A>, Refused<IdleCpu>> disable() && noexcept;

 private:
  friend struct detail::Access;
  using Base::take;
};

/// This CPU runs without virtualization.
template <ArchVCpu A>
class [[nodiscard]] TENON_TOKEN OfflineCpu
    : public detail::OfflineCpuRefusals,
      private detail::Token<typename A::Cpu, detail::Dropped::harmless> {
  using Base = detail::Token<typename A::Cpu, detail::Dropped::harmless>;

 public:
  /// Claims the storage of physical CPU `id`, zeroed by the caller; once for each storage, else refused.
  [[nodiscard]] static Result<OfflineCpu, Refused<>> claim(typename A::Cpu& cpu,
                                                           CpuId id) noexcept {
    if (const tenon_error error = A::claim(cpu, id); error != TENON_OK) {
      return Refused<>{static_cast<Error>(error), Bundle<>{}};
    }
    return detail::Access::make<OfflineCpu>(cpu);
  }

  OfflineCpu(detail::Key /*key*/, typename A::Cpu& cpu) noexcept : Base(&cpu) {}
  OfflineCpu(OfflineCpu&& other) noexcept : Base(std::move(other)) {}
  TENON_REVIVES OfflineCpu& operator=(OfflineCpu&& other) noexcept {
    Base::operator=(std::move(other));
    return *this;
  }
  ~OfflineCpu() = default;

  TENON_LIVE [[nodiscard]] CpuId id() const noexcept { return A::id(Base::storage()); }

  /// Enables virtualization on this CPU. Called on the CPU itself.
  TENON_ENDS [[nodiscard]] Result<IdleCpu<A>, Refused<OfflineCpu>> enable(
      const typename A::EnableConfig& config = {}) && noexcept {
    typename A::Cpu& cpu = Base::take();
    if (const tenon_error error = A::enable(cpu, config); error != TENON_OK) {
      return Refused<OfflineCpu>{static_cast<Error>(error),
                                 Bundle(detail::Access::make<OfflineCpu>(cpu))};
    }
    return detail::Access::make<IdleCpu<A>>(cpu);
  }
};

template <ArchVCpu A>
Result<OfflineCpu<A>, Refused<IdleCpu<A>>> IdleCpu<A>::disable() && noexcept {
  typename A::Cpu& cpu = Base::take();
  if (const tenon_error error = A::disable(cpu); error != TENON_OK) {
    return Refused<IdleCpu>{static_cast<Error>(error), Bundle(detail::Access::make<IdleCpu>(cpu))};
  }
  return detail::Access::make<OfflineCpu<A>>(cpu);
}

}  // namespace tenon
